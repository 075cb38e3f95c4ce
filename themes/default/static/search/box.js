// The box that answers in place, and what it shares with the search page.

/**
 * What the engine says of one document, and of a query.
 * @typedef {{title: string, url: string, date: string, severity: string, level: number, services: string[], summary: string, fix: string, kind: string}} Result
 * @typedef {{mode: 'words' | 'paste', total: number, results: Result[], counted: {text: string, found: boolean, terms: string[]}[],
 *   filters: {field: string, op: string, value: string, known: boolean}[], facets?: Record<string, {name: string, slug: string, count: number}[]>}} Answer
 * What search.js hands over: the form, the text as typed or pasted, and ways to show things.
 * @typedef {{form: HTMLFormElement, input: HTMLInputElement, byId: (id: string) => HTMLElement, root: string, pasted: string, words: string,
 *   text: () => string, set: (text: string) => void, go: (text: string) => void, show: (isOpen: boolean) => void, say: (reason: string) => void}} Own
 */

/**
 * An element. Strings become text nodes: nothing that a document or a query says is read as markup.
 * @param {string} tag
 * @param {object} properties
 * @param {...(Node | string)} children
 * @returns {any}
 */
export const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/**
 * The lines of a result below its title.
 * @param {Result} result
 * @param {string} fix
 * @param {(text: string) => (Node | string)[]} [mark]
 */
export const lines = (result, fix, mark = text => [text]) => [
  make('span', { className: 'chip sev' + result.level, hidden: !result.severity }, result.severity),
  make('span', { className: 'm' }, make('time', { dateTime: result.date }, result.date), ' ', result.kind === 'postmortem' ? result.services.join(', ') : result.url),
  make('span', { className: 'd' }, ...result.fix ? [make('b', {}, fix), ' ', ...mark(result.fix)] : mark(result.summary)),
];

/**
 * Asks, and hands the answer on unless the next question came before it.
 * @param {Own} own
 * @param {(answer: Answer, text: string, options: any) => void} show
 */
export const asker = (own, show) => {
  let turn = 0;
  return async (/** @type {string} */ text, /** @type {any} */ options) => {
    const mine = turn += 1;
    own.byId('say').replaceChildren();
    try {
      const answer = text && await window.pmsite.search(text, options);
      if (mine !== turn || !text) return;
      own.words = answer.mode === 'words' && text.length <= 200 ? text : '';
      show(answer, text, options);
    } catch (error) {
      if (mine !== turn) return;
      own.byId('note').textContent = '';
      own.say(error.reason);
    }
  };
};

/**
 * Says how many there are, and of a paste which words counted.
 * @param {Own} own
 * @param {Answer} answer
 */
export const sum = (own, answer) => {
  const { one, many, counted, unfound } = own.form.dataset, note = own.byId('note');
  own.byId('status').textContent = answer.total === 1 ? one : many.replace('{n}', answer.total.toLocaleString());
  note.replaceChildren();
  if (answer.mode === 'paste') for (const [label, found] of [[counted, true], [unfound, false]]) {
    const words = answer.counted.filter(word => word.found === found).map(word => word.text).join(' ');
    if (words) note.append(make('span', {}, label + ' ', make('b', {}, words)), ' ');
  }
  if (!answer.total) own.say('none');
};

/** @param {Own} own */
export function start(own) {
  const { form, input, byId } = own, list = byId('list'), all = byId('all'), note = byId('note'), pop = list.parentElement;
  let active = -1;
  const choose = to => {
    active = to;
    [...list.children].forEach((option, at) => { option.ariaSelected = at === to; });
    const option = list.children[to];
    input.setAttribute('aria-activedescendant', option ? option.id : '');
    option?.scrollIntoView({ block: 'nearest' });
  };
  const ask = asker(own, answer => {
    list.replaceChildren(...answer.results.map((result, at) => make('a', { id: 'pm_o' + at, className: 'hit', href: own.root + result.url, role: 'option', tabIndex: -1, ariaSelected: false },
      make('span', { className: 't' }, result.title), ...lines(result, form.dataset.fix))));
    all.hidden = answer.total <= list.children.length;
    sum(own, answer);
    pop.style.minHeight = '';
  });
  // The answer to an older text goes at once; the box keeps its height until the next one is there.
  const find = () => {
    const text = own.text();
    pop.style.minHeight = pop.offsetHeight + 'px';
    choose(-1);
    list.replaceChildren();
    all.hidden = true;
    note.textContent = form.dataset.busy;
    own.show(!!text);
    ask(text, { limit: 7 });
  };
  Object.assign(input, { role: 'combobox', ariaExpanded: false, ariaAutoComplete: 'list' });
  input.setAttribute('aria-controls', list.id);
  input.addEventListener('input', find);
  input.addEventListener('focus', find);
  input.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], count = list.children.length + 1;
    if (event.isComposing || !step && (event.key !== 'Enter' || active < 0)) return;
    event.preventDefault();
    if (!step) list.children[active].click();
    else if (pop.hidden) find();
    // One more stop than there are results: the text itself.
    else choose((active + 1 + step + count) % count - 1);
  });
  find();
}
