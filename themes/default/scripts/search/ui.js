// The search box that answers in place, and the search page with filters, excerpts and an address that can be shared.
import { breathe } from './shards.js';

/**
 * @typedef {import('./client.js').Result} Result
 * @typedef {import('./client.js').Answer} Answer
 * What search.js hands over: the form, the text as typed or pasted, and ways to show things.
 * @typedef {{form: HTMLFormElement, input: HTMLInputElement, byId: (id: string) => any, root: string, kept: string,
 *   words: string, text: () => string, set: (text: string) => void, go: (text: string) => void, show: (isOpen: boolean) => void, say: (reason: string) => void}} Own
 * @typedef {ReturnType<typeof import('./client.js').connect>} Client
 * Terms that counted, each with the number of its word in the query.
 * @typedef {Map<string, number>} Terms
 */

/**
 * An element. Strings become text nodes: nothing that a document or a query says is read as markup.
 * @param {string} tag
 * @param {object} properties
 * @param {...any} children
 * @returns {any}
 */
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
/**
 * @param {string} className
 * @param {...any} children
 */
const span = (className, ...children) => make('span', { className }, ...children);

/**
 * What is said of the query above its results, and of which part of it.
 * @param {string} text
 * @param {string} part
 */
const remark = (text, part = '') => make('span', {}, text, ' ', make('b', {}, part));

/** @type {(text: string | undefined, values: Record<string, any>) => any} */
const filled = (text, values) => text?.replace(/{(\w+)}/g, (_, key) => values[key]);

/**
 * The lines of a result below its title: what it is, how much of the query it holds and in which words, how it was fixed, and what it was, until its page was
 * read for the text that was found.
 * @param {Result} result
 * @param {Own} own
 * @param {Answer} answer
 * @param {any} more what stands before the last
 */
const lines = ({ severity, level, date, kind, services, url, covered, instead, fix, code, summary, sure }, { form: { dataset: words } }, { of }, more) => [
  span(severity && 'chip sev' + level, severity),
  span('m', make('time', { dateTime: date }, date), ' ', kind === 'postmortem' ? services.join(', ') : url),
  span('m', [...of > 1 && covered + instead.length < of ? [filled(words.covered, { n: covered, of })] : [], ...instead.map(([name, word]) => filled(words.instead, { name, of: word }))].join(' · ')),
  span('d', ...fix || code ? [make('b', {}, words.fix), ' ', fix + '\n' + code] : []), more, span('w', span('x', summary)),
];

/**
 * Asks and lists the answer, unless the next question came before it.
 * @param {Own} own
 * @param {Client} client
 * @param {(result: Result, at: number, answer: Answer, title: any[], weaker: any) => HTMLElement} item
 * @param {(answer: Answer) => void} ready called with an answer before its results are listed
 * @param {() => void} [settled] called when somebody has stopped typing
 */
const asker = (own, { analyze, parts }, item, ready, settled) => {
  const [list, note, status, more] = 'list note status more'.split(' ').map(own.byId), words = /** @type {Record<string, string>} */ (own.form.dataset);
  const count = (/** @type {number} */ n) => n === 1 ? words.one : filled(words.many, { n });
  /** What looks for another text. */
  const offer = (/** @type {string} */ label, /** @type {string} */ text) => make('button', { type: 'button', className: 'offer', onclick: () => {
    own.set(text);
    own.input.dispatchEvent(new Event('input'));
  } }, label);
  let turn = 0, /** @type {number | undefined} */ timer;
  /** @type {Terms} */
  let terms;

  const places = (/** @type {string} */ text) => analyze(text).filter(token => terms.has(token.term));
  /** A text as nodes, with the words that counted marked. */
  const marked = (/** @type {string} */ text) => {
    const nodes = [];
    let at = 0;
    for (const { start, end } of places(text)) if (start >= at) {
      nodes.push(text.slice(at, start), make('mark', {}, text.slice(start, end)));
      at = end;
    }
    return [...nodes, text.slice(at)];
  };

  /**
   * Reads the page of a result: the stretch of text with the most different words that counted, and the sections that hold most. Block by block,
   * and a long one in parts, so that no page holds up a frame, however long it is.
   */
  const excerpt = async (/** @type {HTMLElement} */ item) => {
    // In the box a result is a link itself, and shows none to sections.
    const url = /** @type {HTMLAnchorElement} */ (item).href || /** @type {HTMLAnchorElement} */ (item.querySelector('a')).href, html = await (await fetch(url)).text();
    const [prose, code, blocks] = parts(), { index, 1: tag } = /** @type {RegExpExecArray} */ (prose.exec(html));
    // The code of the fix, whole and to copy, in place of its beginning: the first code of the page, as the build printed it.
    const begun = item.querySelector('pre');
    if (begun) {
      begun.outerHTML = /** @type {any} */ (code.exec(html));
      /** @type {any} */ (window).pmsite.dress(item.querySelector('pre'));
    }
    /** @type {{ worth: number, id: string, text: string }[]} */
    const sections = [];
    let depth = 0, best = { worth: 0, text: '' }, section = { worth: 0, id: '', text: '' };
    for (const [block] of html.slice(index).matchAll(blocks)) {
      await breathe();
      depth += block.split('<' + tag).length - block.split('</' + tag).length;
      if (!item.isConnected || depth < 1) break;
      // Nothing in a template loads or runs.
      const { content } = make('template', { innerHTML: block }), text = content.textContent.replace(/\s+/g, ' ').trim(), first = content.firstElementChild;
      if (first?.id) sections.push(section = { worth: 0, id: first.id, text: first.textContent });
      const found = places(text);
      found.forEach(({ start }, at) => {
        const words = new Set(), from = start < 60 ? 0 : Math.min(start, text.indexOf(' ', start - 40) + 1 || start);
        for (; found[at]?.end < start + 220; at++) words.add(terms.get(found[at].term));
        if (words.size > section.worth) section.worth = words.size;
        // A little of what comes before, from the beginning of a word.
        if (words.size > best.worth && text.length >= 40) best = { worth: words.size, text: (from ? '…' : '') + text.slice(from, from + 300) };
      });
    }
    if (best.text) /** @type {Element} */ (item.lastChild).replaceChildren(span('x', ...marked(best.text)),
      span('at', ...sections.filter(section => section.worth).sort((a, b) => b.worth - a.worth).slice(0, 3).map(({ id, text }) => make('a', { href: url + '#' + id }, text))));
  };
  const sight = new IntersectionObserver(entries => entries.forEach(({ isIntersecting, target }) => {
    if (!isIntersecting) return;
    sight.unobserve(target);
    excerpt(/** @type {HTMLElement} */ (target)).catch(() => {});
  }));

  return async (/** @type {{limit: number, wait: number, offset?: number, sort?: string, facets?: boolean}} */ options) => {
    const mine = turn += 1, text = own.text(), { offset = 0 } = options;
    clearTimeout(timer);
    own.byId('say').textContent = '';
    // The answer to an older text goes at once.
    if (!offset) list.textContent = status.textContent = '';
    more.hidden = true;
    note.textContent = text && words.busy;
    try {
      /** @type {Answer} */
      const answer = text && await /** @type {any} */ (window).pmsite.search(text, options);
      if (mine !== turn || !text) return;
      const { mode, cut, total, sure, counted, dropped, out, without, filters, results } = answer;
      own.words = mode === 'words' && !cut ? text : '';
      status.textContent = (sure || !total ? count(sure) : words.unsure) + (sure < total ? filled(words.weak, { n: total - sure }) : '');
      note.textContent = '';
      if (!total) own.say('none');
      /** @type {(label: string, those: string[], ...more: any[]) => void} */
      const tell = (label, those, ...more) => those[0] && note.append(remark(label, those.join(' ')), ...more);
      if (cut) note.append(remark(words.cut));
      if (!own.words) tell(words.counted, counted.filter(word => word.found).map(word => word.text));
      tell(words.unfound, counted.filter(word => !word.found && !word.part).map(word => word.text));
      const near = counted.flatMap(word => word.nearest);
      if (near[0]) note.append(make('span', {}, words.nearest, ...near.flatMap(word => [' ', offer(word, word)])));
      if (own.words && text[0] === '-' && counted[0] && !filters[0]) note.append(remark(words.dash));
      tell(words.dropped, dropped);
      tell(words.out, out);
      tell(words.unknown, filters.filter(filter => !filter.known).map(filter => filter.text));
      for (const { text, left } of without) tell(words.without, [text.slice(1)], offer(words.reveal, left));
      terms = new Map(counted.flatMap((word, at) => word.terms.map(term => [term, at])));
      ready(answer);
      list.append(...results.map((result, at) => item(result, at, answer, marked(result.title), at + offset === sure && options.sort !== 'newest' ? span('weaker', words.weaker) : '')));
      more.hidden = list.children.length >= total;
    } catch (error) {
      if (mine === turn) own.say(/** @type {any} */ (error).reason);
    } finally {
      // While somebody types, neither pages of results nor the history are asked for at each letter.
      if (mine === turn) timer = setTimeout(() => {
        sight.disconnect();
        for (const item of list.querySelectorAll('.hit:not(:has(.at))')) sight.observe(item);
        settled?.();
      }, options.wait);
    }
  };
};

/**
 * The box in the top bar and on the home page: a combobox.
 * @param {Own} own
 * @param {Client} client
 */
export const box = (own, client) => {
  const { input, byId } = own, list = byId('list'), pop = list.parentElement;
  let active = -1;
  const choose = (/** @type {number} */ to) => {
    active = to;
    [...list.children].forEach((option, at) => { option.ariaSelected = at === to; });
    const option = list.children[to];
    input.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  };
  const ask = asker(own, client, (result, at, answer, title, weaker) => make('a', { id: 'pm_' + at, className: 'hit', href: own.root + result.url, role: 'option', tabIndex: -1, ariaSelected: false },
    weaker, span('t', ...title), ...lines(result, own, answer, '')), answer => { byId('more').lastElementChild.textContent = answer.total; });
  // Until the answer is there, the box keeps its height.
  const find = async () => {
    pop.style.minHeight = pop.offsetHeight + 'px';
    own.show(!!own.text());
    choose(-1);
    await ask({ limit: 7, wait: 300 });
    pop.style.minHeight = '';
  };
  Object.assign(input, { role: 'combobox', ariaAutoComplete: 'list' });
  input.setAttribute('aria-controls', list.id);
  input.oninput = input.onfocus = find;
  input.onkeydown = event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], stops = list.children.length + 1;
    if (event.key === 'Escape') choose(-1);
    if (event.isComposing || !step && (event.key !== 'Enter' || active < 0)) return;
    event.preventDefault();
    if (!step) list.children[active].click();
    else if (pop.hidden) find();
    // One more stop than there are results: the text itself.
    else choose((active + 1 + step + stops) % stops - 1);
  };
  find();
};

/** Values of a facet that are links. What the query is narrowed down to stands first, since all results have it. */
const mostValues = 50;

/**
 * The search page.
 * @param {Own} own
 * @param {Client} client
 */
export const page = (own, client) => {
  const { form, input, byId } = own, words = /** @type {Record<string, string>} */ (form.dataset), sort = /** @type {any} */ (form.elements).sort, wide = innerWidth > 1023;
  const [list, note, rail] = 'list note rail'.split(' ').map(byId);
  let typing = false, /** @type {boolean | undefined} */ due = false;

  const address = (/** @type {string} */ text) => '?' + new URLSearchParams({ q: text, ...sort.value === 'newest' && { sort: 'newest' } });
  const ask = asker(own, client, (result, _, answer, title, weaker) => make('li', { className: 'hit' }, weaker, make('a', { className: 't', href: own.root + result.url }, ...title),
    ...lines({ ...result, code: '' }, own, answer, result.sure ? result.code && make('pre', { tabIndex: 0 }, result.code) : '')), answer => {
    const given = own.words.split(/\s+/);
    if (!own.words) note.prepend(remark(words.pasted));
    // What the query could be narrowed down by, and what it is: each value a link that adds or takes away its operator. What is pasted has none, and is in no address.
    if (answer.facets) rail.lastChild.replaceChildren(...Object.entries(answer.facets).map(([field, values]) => {
      const items = values.slice(0, mostValues).map(({ name, slug, count }) => {
        const operator = field + ':' + slug, rest = given.filter(word => word !== operator), has = rest.length < given.length;
        return make('li', {}, make(own.words ? 'a' : 'span', { href: address((has ? rest : [...given, operator]).join(' ')), ariaCurrent: has || null }, name.slice(0, 99)), span('n', count));
      });
      return !items[0] ? '' : make('section', {}, make('h2', {}, rail.dataset[field]), make('ul', {}, ...items, values.length > mostValues ? make('li', {}, '+' + (values.length - mostValues)) : ''));
    }));
  }, () => {
    // Text and order stay with the entry of the history; the address has typed words alone.
    const text = own.text();
    history[due ? 'pushState' : 'replaceState']({ text, sort: sort.value }, '', text && text === own.words ? address(text) : location.pathname);
    due = false;
  });

  /** @type {(push?: boolean, offset?: number) => Promise<void>} */
  const find = async (push, offset = 0) => {
    due ||= push;
    document.documentElement.classList.toggle('asked', !!own.text());
    await ask({ limit: 10, wait: typing ? 300 : 0, offset, sort: sort.value, facets: wide || rail.open });
    if (offset) list.children[offset]?.querySelector('a').focus();
  };
  /** @type {(text: string, order: string | null | undefined, push?: boolean) => void} */
  const set = (text, order, push) => {
    typing = false;
    own.set(text);
    sort.value = order === 'newest' ? order : 'relevance';
    find(push);
  };
  const load = () => {
    const at = new URLSearchParams(location.search), kept = history.state;
    let text;
    // What the box of another page handed over, unless the address or the history says what is sought.
    try { text = sessionStorage.pmsite_query; delete sessionStorage.pmsite_query; } catch { /* storage is blocked */ }
    due = false;
    set(kept?.text ?? at.get('q') ?? text ?? '', kept?.sort ?? at.get('sort'));
  };

  own.go = text => set(text, sort.value, history.state?.text !== text);
  input.oninput = () => {
    find(!typing);
    typing = true;
  };
  sort.onchange = () => find(true);
  rail.open = wide;
  rail.ontoggle = () => { if (!wide) find(); };
  byId('more').onclick = () => find(false, list.children.length);
  onpopstate = load;
  addEventListener('click', event => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('main a[href^="?"]'));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    set(/** @type {string} */ (new URLSearchParams(link.search).get('q')), sort.value, true);
  });
  addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('.t')], at = links.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 && event.target !== input || event.isComposing || !step && event.key !== 'Escape') return;
    event.preventDefault();
    // From the results back to the text, and out of it; without us it would be deleted.
    (step && links[at + step] || input)[step || at >= 0 ? 'focus' : 'blur']();
  });
  // Somebody may have typed before this script came.
  if (own.text() && !history.state) find(true);
  else load();
  // From here arrows lead to the results; on a phone a keyboard would cover them.
  if (wide && own.text()) input.focus();
};
