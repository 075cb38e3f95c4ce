// Niceties over a page that is complete without them: theme toggle, copy buttons, current section, overlays.
import './search.js';

(() => {
  const root = document.documentElement, words = root.dataset;
  const all = selector => [...document.querySelectorAll(selector)], make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // Theme: the button names what it does next; a choice equal to the system's is forgotten.
  const button = document.querySelector('.theme'), dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => words.theme ? words.theme === 'dark' : dark.matches;
  const label = () => { button.ariaLabel = button.dataset[isDark() ? 'light' : 'dark']; };
  if (button) {
    button.onclick = () => {
      words.theme = isDark() ? 'light' : 'dark';
      if (isDark() === dark.matches) delete words.theme;
      try { localStorage.setItem('pmsite-theme', words.theme ?? ''); } catch { /* not remembered */ }
      label();
    };
    dark.onchange = label;
    label();
  }

  // Copy and wrap: in a strip whose place is kept, so nothing moves.
  const dress = window.pmsite.dress = pre => {
    let box = pre.parentNode;
    if (!box.classList.contains('code')) {
      box = make('div', { className: 'code' });
      pre.replaceWith(box);
      box.append(pre);
    }
    const bar = make('div', { className: 'bar' });
    const add = (textContent, onclick, ariaPressed) => bar.append(make('button', { textContent, onclick, ariaPressed }));
    // Of a terminal's session what was typed; where a page may not write to the clipboard, all of it is selected.
    add(words.copy, async ({ target }) => {
      try {
        await navigator.clipboard.writeText([...pre.querySelectorAll('.cmd')].map(line => line.textContent).join('\n') || pre.textContent);
        target.textContent = words.copied;
        setTimeout(() => { target.textContent = words.copy; }, 2000);
      } catch { getSelection().selectAllChildren(pre); }
    });
    add(words.wrap, ({ target }) => { target.ariaPressed = box.classList.toggle('wrapped'); }, false);
    box.append(bar);
  };
  // A few at a time, since a page may hold thousands.
  const codes = all('.prose pre,.fix pre'), dressAll = () => {
    codes.splice(0, 99).forEach(dress);
    if (codes.length) setTimeout(dressAll);
  };
  dressAll();

  // Contents list: the section being read. Headings stand in order, so that few are asked for their place.
  const links = all('.toc.side a').filter(link => link.head = document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let current;
  const mark = () => {
    let low = 0, high = links.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (links[middle].head.getBoundingClientRect().top < 120) low = middle + 1;
      else high = middle;
    }
    if (current) current.ariaCurrent = null;
    if (current = links[low - 1]) current.ariaCurrent = true;
  };
  onscroll = mark;
  mark();

  // Filters: a row stays if it has each facet that is chosen.
  const sift = document.querySelector('.sift');
  if (sift) {
    sift.hidden = false;
    sift.onchange = () => all('[data-facets]').forEach(row => { row.hidden = [...sift].some(({ value }) => !row.dataset.facets.includes(value)); });
  }

  // On paper: which page this was, and when.
  onbeforeprint = () => { document.body.dataset.at = location.href + ' ' + new Date().toLocaleDateString('sv'); };

  // From a file there is no host that adds index.html to a folder.
  if (location.protocol === 'file:') all('a[href]').forEach(link => {
    if (link.protocol === 'file:' && link.pathname.endsWith('/')) link.pathname += 'index.html';
  });

  // Escape or a click outside closes the menu.
  const menu = document.querySelector('.menu');
  const close = inside => { if (menu && !inside) menu.open = false; };
  onkeydown = event => {
    if (event.key !== 'Escape' || !menu?.open) return;
    if (menu.contains(document.activeElement)) menu.firstElementChild.focus();
    close();
  };
  onclick = event => close(menu?.contains(event.target));
})();
