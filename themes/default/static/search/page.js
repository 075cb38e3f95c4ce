// The search page: all results, by what to narrow them down, excerpts, and an address that can be shared.
import { asker, lines, make, sum } from './box.js';
import { analyze } from './client.js';

/** Results that one request adds; values of a facet before the rest is folded. */
const STEP = 10, VALUES = 8;
/** Characters of an excerpt. */
const WIDTH = 220;
/** Where text stands; of nested ones the innermost. */
const BLOCKS = 'h2,h3,h4,' + ['p', 'li', 'pre', 'td', 'dd'].map(tag => tag + ':not(:has(p,li,pre,td,dd))').join();

/**
 * Where words that counted stand in a text.
 * @param {string} text
 * @param {Map<string, number>} terms
 */
const places = (text, terms) => analyze(text).filter(token => terms.has(token.term));

/**
 * A text as nodes, with the words that counted marked.
 * @param {string} text
 * @param {Map<string, number>} terms
 */
const marked = (text, terms) => {
  const nodes = [];
  let at = 0;
  for (const { start, end } of places(text, terms)) if (start >= at) {
    nodes.push(text.slice(at, start), make('mark', {}, text.slice(start, end)));
    at = end;
  }
  return [...nodes, text.slice(at)];
};

/**
 * The stretch of a text with the most different words that counted, and how many these are.
 * @param {string} text
 * @param {Map<string, number>} terms
 */
const best = (text, terms) => {
  const found = places(text, terms), top = { worth: 0, text: '' };
  for (const { start } of found) {
    const near = found.filter(other => other.start >= start && other.end <= start + WIDTH);
    const worth = new Set(near.map(other => terms.get(other.term))).size;
    if (worth <= top.worth) continue;
    top.worth = worth;
    // A little of what comes before, from the beginning of a word.
    const from = start < 60 ? 0 : text.indexOf(' ', start - 40) + 1;
    top.text = (from ? '…' : '') + text.slice(from, from + WIDTH * 1.4);
  }
  return top;
};

/**
 * Reads the page of a result: the best stretch and the sections that hold most.
 * @param {HTMLElement} item
 * @param {string} url
 * @param {Map<string, number>} terms
 */
const excerpt = async (item, url, terms) => {
  const answer = await fetch(url);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  let top = { worth: 0, text: '' }, section;
  const sections = [];
  for (const block of (page.querySelector('.prose') || page.body).querySelectorAll(BLOCKS)) {
    const text = block.textContent.replace(/\s+/g, ' ').trim(), here = best(text, terms);
    if (block.id && block.tagName[0] === 'H') sections.push(section = { worth: here.worth, link: make('a', { href: url + '#' + block.id }, text) });
    else if (here.worth > top.worth) top = here;
    if (section && here.worth > section.worth) section.worth = here.worth;
  }
  if (top.worth) item.querySelector('.x').replaceChildren(...marked(top.text, terms));
  const held = sections.filter(section => section.worth).sort((a, b) => b.worth - a.worth).slice(0, 3);
  item.querySelector('.at').replaceChildren(...held.map(section => section.link));
};

/** @param {import('./box.js').Own} own */
export function start(own) {
  const { form, input, byId } = own, words = form.dataset, sort = form.elements.sort;
  const [list, note, status, rail, more] = ['list', 'note', 'status', 'rail', 'more'].map(byId);
  let timer, terms, asked, typing = false;

  const address = text => '?' + new URLSearchParams({ q: text, ...sort.value && { sort: sort.value } });
  /** Keeps text, order and length with the entry of the history; the address has typed words alone. */
  const remember = push => {
    const text = own.text();
    history[push ? 'pushState' : 'replaceState']({ text, sort: sort.value, limit: list.children.length }, '', text && text === own.words ? address(text) : location.pathname);
  };

  const sight = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(({ target }) => {
    sight.unobserve(target);
    excerpt(target, target.querySelector('a').href, terms).catch(() => {});
  }));

  const item = result => make('li', { className: 'hit' }, make('a', { className: 't', href: own.root + result.url }, ...marked(result.title, terms)),
    ...lines(result, words.fix, text => marked(text, terms)), make('span', { className: 'x' }, result.fix ? result.summary : ''), make('span', { className: 'at' }));

  /** What the query could be narrowed down by, and what it is: each value a link that adds or takes away its operator. */
  const narrow = async () => {
    const text = own.text();
    if (!rail.open || !text || rail.hidden || asked === text) return;
    asked = text;
    const { facets } = await window.pmsite.search(text, { limit: 1, facets: true });
    if (asked !== text) return;
    const given = text.split(/\s+/);
    const value = (field, { name, slug, count }) => {
      const operator = field + ':' + slug, has = given.includes(operator), rest = given.filter(word => word !== operator);
      return make('li', {}, make('a', { href: address((has ? rest : [...given, operator]).join(' ')), ariaCurrent: has || null }, name), ' ', make('span', { className: 'n' }, count));
    };
    rail.lastElementChild.replaceChildren(...Object.entries(facets).filter(([, values]) => values.length).map(([field, values]) => {
      const items = values.map(one => value(field, one)), rest = items.splice(VALUES);
      return make('section', {}, make('h2', {}, rail.dataset[field]), make('ul', {}, ...items),
        ...rest.length ? [make('details', {}, make('summary', {}, words.rest.replace('{n}', rest.length)), make('ul', {}, ...rest))] : []);
    }));
  };

  const ask = asker(own, (answer, text, { offset, push }) => {
    terms = new Map(answer.counted.flatMap((word, at) => word.terms.map(term => [term, at])));
    sum(own, answer);
    if (answer.mode === 'paste' || text.includes('\n')) note.prepend(make('span', {}, words.pasted), ' ');
    for (const filter of answer.filters) if (!filter.known) note.append(make('span', {}, words.unknown, ' ', make('b', {}, filter.field + filter.op + filter.value)), ' ');
    if (!answer.total && answer.filters.length) note.append(make('a', { href: address(text.replace(/(^|\s)-?[a-z-]+([:=]|[<>]=?)("[^"]*"|\S*)/gi, '').trim()) }, words.unfiltered));
    const items = answer.results.map(item);
    list.append(...items);
    more.hidden = list.children.length >= answer.total;
    rail.hidden = answer.mode === 'paste';
    if (offset) items[0]?.querySelector('a').focus();
    // While somebody types, neither the history nor the pages of results are asked for at each letter.
    clearTimeout(timer);
    timer = setTimeout(() => {
      remember(push);
      narrow().catch(() => {});
      items.forEach(item => sight.observe(item));
    }, typing ? 300 : 0);
  });

  const find = (push, limit = STEP) => {
    const text = own.text();
    sight.disconnect();
    list.replaceChildren();
    more.hidden = true;
    document.documentElement.classList.toggle('asked', !!text);
    status.textContent = text ? words.busy : '';
    note.textContent = '';
    ask(text, { limit, sort: sort.value || 'relevance', push });
    if (!text) remember(push);
  };

  /** A query from a link, a button or the history. */
  const set = (text, push) => {
    typing = false;
    own.set(text);
    find(push);
  };

  const load = () => {
    const at = new URLSearchParams(location.search), kept = history.state;
    let text = kept?.text ?? at.get('q') ?? '';
    try {
      text = sessionStorage.getItem('pmsite-query') ?? text;
      sessionStorage.removeItem('pmsite-query');
    } catch { /* nothing was handed over */ }
    typing = false;
    own.set(text);
    sort.value = (kept?.sort ?? at.get('sort')) === 'newest' ? 'newest' : '';
    find(false, kept?.limit || STEP);
  };

  own.go = text => set(text, history.state?.text !== text);
  input.addEventListener('input', () => {
    find(!typing);
    typing = true;
  });
  sort.addEventListener('change', () => find(true));
  rail.addEventListener('toggle', narrow);
  more.addEventListener('click', () => ask(own.text(), { limit: STEP, offset: list.children.length, sort: sort.value || 'relevance' }));
  addEventListener('popstate', load);
  document.addEventListener('click', event => {
    const link = event.target.closest('main a[href^="?"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    set(new URLSearchParams(link.search).get('q'), true);
  });
  document.addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('.t')], at = links.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 && event.target !== input || event.isComposing) return;
    if (event.key === 'Escape' && at >= 0) input.focus();
    if (!step) return;
    event.preventDefault();
    (links[at + step] || input).focus();
  });
  rail.open = matchMedia('(min-width: 900px)').matches;
  load();
}
