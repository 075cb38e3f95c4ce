// Niceties over a page that is complete without them: theme toggle, copy buttons, current section, overlays.
import './search.js';

(() => {
  const root = document.documentElement, words = root.dataset;
  const all = selector => [...document.querySelectorAll(selector)], make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // Theme: the button names what it does next; a choice equal to the system's is forgotten.
  const button = document.querySelector('.theme'), dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => words.theme ? words.theme === 'dark' : dark.matches;
  const label = () => { button.ariaLabel = isDark() ? button.dataset.light : button.dataset.dark; };
  if (button) {
    button.onclick = () => {
      const next = isDark() ? 'light' : 'dark';
      words.theme = next;
      try {
        if ((next === 'dark') === dark.matches) {
          localStorage.removeItem('pmsite-theme');
          delete words.theme;
        } else localStorage.setItem('pmsite-theme', next);
      } catch { /* not remembered */ }
      label();
    };
    dark.addEventListener('change', label);
    label();
  }

  // Copy buttons: laid over the code, so nothing moves. A few at a time, since a page may hold thousands.
  const codes = all('.prose pre'), dress = () => {
    for (const pre of codes.splice(0, 99)) {
      let box = pre.parentNode;
      if (!box.classList.contains('code')) {
        box = make('div', { className: 'code' });
        pre.replaceWith(box);
        box.append(pre);
      }
      const copy = make('button', { type: 'button', className: 'copy', textContent: words.copy });
      copy.onclick = () => navigator.clipboard.writeText(pre.textContent).then(() => {
        copy.textContent = words.copied;
        setTimeout(() => { copy.textContent = words.copy; }, 1500);
      });
      box.append(copy);
    }
    if (codes.length) setTimeout(dress);
  };
  if (navigator.clipboard) dress();

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
  const seen = new IntersectionObserver(mark, { rootMargin: '-110px 0px -60% 0px' });
  for (const { head } of links) seen.observe(head);
  mark();

  // From a file there is no host that adds index.html to a folder.
  if (location.protocol === 'file:') all('a[href]').forEach(link => {
    if (link.protocol === 'file:' && link.pathname.endsWith('/')) link.pathname += 'index.html';
  });

  // Escape or a click outside closes the menu and the provenance notes.
  const open = '.menu[open],.src[open]';
  const close = except => all(open).forEach(details => { if (details !== except) details.open = false; });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const inside = document.activeElement.closest(open);
    close();
    inside?.querySelector('summary').focus();
  });
  document.addEventListener('click', event => close(event.target.closest('.menu,.src')));
})();
