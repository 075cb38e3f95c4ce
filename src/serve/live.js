// Keeps an open page in step with the files that it is made of, and says over it what is wrong with them.
// `pmsite serve` alone adds this script; a built site has none of it. All text is set as text, never as markup.
(() => {
  const script = document.currentScript;
  const own = name => new URL(name, script.src).href;
  const base = new URL('..', script.src).href;
  /** How long a hidden page keeps its connection: a browser has six a host. */
  const PATIENCE = 60000;
  const DISMISSED = 'pmsite-dismissed';
  let styles = script.dataset.styles;

  // What is wrong.

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  /** What stands between backticks is code. */
  const prose = text => text.split('`').map((part, at, parts) => at % 2 && parts.length % 2 ? element('code', '', part) : at && !(parts.length % 2) ? `\`${part}` : part);
  const TITLES = {
    none: ['There is no site yet', 'It appears as soon as this is mended and saved.'],
    site: ['The site could not be made anew', 'You see the last good version. This note goes away when the problem is mended and saved.'],
    page: ['This page could not be made', 'You see its last good version, if there was one. This note goes away when the problem is mended and saved.'],
    source: ['This document cannot be read', 'Behind this note is its source. The page comes back when the problem is mended and saved.'],
    document: ['This document has an error', 'It is shown as far as it can be read; a build leaves it out.'],
    elsewhere: ['Documents with errors', 'Each is shown as far as it can be read; a build leaves them out.'],
  };
  const place = problem => [problem.path, problem.line, problem.column].filter(part => part).join(':');
  const address = url => base + url.split('/').map(encodeURIComponent).join('/');
  const page = problem => problem.urls.length ? address(problem.urls[0]) : null;

  let dialog, badge, review, shown = '';
  const drawer = window.pmsiteDrawer;
  delete window.pmsiteDrawer;

  function frame() {
    const host = document.createElement('pmsite-live');
    const root = host.attachShadow({ mode: 'open' });
    const sheets = ['live.css', 'drawer.css'].map(name => Object.assign(element('link'), { rel: 'stylesheet', href: own(name) }));
    dialog = element('dialog');
    dialog.setAttribute('role', 'alertdialog');
    dialog.setAttribute('aria-labelledby', 'title');
    dialog.setAttribute('aria-describedby', 'lead');
    badge = element('div', 'badge');
    badge.setAttribute('role', 'status');
    // Nothing is drawn before its style is there.
    host.hidden = true;
    const ready = Promise.all(sheets.map(sheet => new Promise(done => { sheet.onload = sheet.onerror = done; })));
    const dock = element('div', 'dock', badge);
    root.append(...sheets, dock, dialog);
    review = drawer?.({ root, dock, element, prose, own, address });
    document.body.append(host);
    return ready.then(() => { host.hidden = false; });
  }

  function line({ number, before, marked, after, here }) {
    const text = element('span', 'text', before);
    if (here) text.append(element('mark', marked ? '' : 'point', marked));
    text.append(after);
    return element('span', here ? 'line here' : 'line', element('span', 'number', `${number}`), text, '\n');
  }

  function described(problem, linked) {
    const item = element('section');
    if (problem.path) {
      const where = linked && page(problem) ? Object.assign(element('a', '', place(problem)), { href: page(problem) }) : place(problem);
      item.append(element('p', 'place', where));
    }
    item.append(element('h3', '', ...prose(problem.message)));
    const code = problem.excerpt.length ? problem.excerpt.map(line) : problem.text ? [problem.text] : [];
    if (code.length) {
      const excerpt = element('pre', problem.excerpt.length ? 'lines' : '', ...code);
      excerpt.tabIndex = 0;
      item.append(excerpt);
    }
    if (problem.hints.length) item.append(element('ul', 'hints', ...problem.hints.map(hint => element('li', '', ...prose(hint)))));
    return item;
  }

  function open(scope, problems, linked = false) {
    const [title, lead] = TITLES[scope];
    const close = element('button', 'close', 'Close');
    close.type = 'button';
    close.onclick = () => dialog.close();
    const head = element('header', '', Object.assign(element('h2', '', title), { id: 'title' }), close);
    dialog.replaceChildren(head, Object.assign(element('p', 'lead', lead), { id: 'lead' }), ...problems.map(problem => described(problem, linked)));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  function flag(text, action) {
    const mark = action.href ? Object.assign(element('a', '', text), action) : Object.assign(element('button', '', text), { type: 'button', ...action });
    badge.replaceChildren(mark);
  }

  function show(json) {
    if (json === shown) return;
    shown = json;
    const { scope, here, elsewhere, more, review: reviewed } = JSON.parse(json);
    if (!here.length && !elsewhere.length && !reviewed && !dialog) return;
    const begin = dialog ? Promise.resolve() : frame();
    begin.then(() => {
      if (json !== shown) return;
      badge.replaceChildren();
      review?.(reviewed);
      const told = JSON.stringify(here);
      dialog.onclose = () => {
        if (!here.length) return;
        sessionStorage.setItem(DISMISSED, told);
        flag(`Show what is wrong: ${place(here[0]) || here[0].message}`, { onclick: () => open(scope, here) });
      };
      if (here.length) {
        // Who has closed this note, or is writing, is not asked again.
        if (sessionStorage.getItem(DISMISSED) === told || writing()) dialog.onclose();
        else open(scope, here);
        return;
      }
      sessionStorage.removeItem(DISMISSED);
      if (dialog.open) dialog.close();
      const count = elsewhere.length + more;
      if (count === 1) {
        const [problem] = elsewhere, href = page(problem);
        flag(`1 document cannot be read: ${problem.path}${problem.line ? `:${problem.line}` : ''}`, href ? { href } : { onclick: () => open('elsewhere', elsewhere) });
      } else if (count) {
        flag(`${count} documents cannot be read`, { onclick: () => open('elsewhere', elsewhere, true) });
      }
    });
  }

  // The page and its styles.

  /** The field that somebody is writing in. */
  const writing = () => {
    const field = document.activeElement;
    return field?.matches('input, textarea, [contenteditable]') && (field.value || field.isContentEditable) ? field : null;
  };

  function reload() {
    disconnect();
    const field = writing();
    if (field) field.addEventListener('blur', () => location.reload(), { once: true });
    else location.reload();
  }

  /** The new sheet stands beside the old one until it is there, so that the page is never bare. */
  function swap() {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]:not([data-leaves])')) {
      const url = new URL(old.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set('v', styles);
      const next = old.cloneNode();
      next.href = url.href;
      old.dataset.leaves = '';
      next.onload = () => old.remove();
      next.onerror = () => { next.remove(); delete old.dataset.leaves; };
      old.after(next);
    }
  }

  // The connection.

  let source = null, timer = 0;

  function connect() {
    clearTimeout(timer);
    if (source) return;
    const query = new URLSearchParams({ page: location.pathname, version: script.dataset.version, styles });
    source = new EventSource(own(`events?${query}`));
    source.addEventListener('reload', reload);
    source.addEventListener('css', event => { styles = event.data; swap(); });
    source.addEventListener('problems', event => show(event.data));
    // The server ended, or starts anew: ask again, with what the page is made of now.
    source.onerror = () => { disconnect(); timer = setTimeout(connect, 1000); };
  }

  function disconnect() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) timer = setTimeout(disconnect, PATIENCE);
    else connect();
  });
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', event => { if (event.persisted) connect(); });

  if (script.dataset.problems) show(script.dataset.problems);
  connect();
})();
