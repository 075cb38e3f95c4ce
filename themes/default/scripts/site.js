// Niceties over a page that is complete without them: theme toggle, copy buttons, current section, overlays.
import './search.js';

(() => {
  const root = document.documentElement, words = root.dataset;
  const all = selector => [...document.querySelectorAll(selector)];

  // Theme: the button names what it does next; a choice equal to the system's is forgotten.
  const button = document.querySelector('.theme'), dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => words.theme ? words.theme === 'dark' : dark.matches;
  const label = () => button.setAttribute('aria-label', isDark() ? button.dataset.light : button.dataset.dark);
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

  // Copy buttons: laid over the code, so nothing moves.
  if (navigator.clipboard) all('.prose pre').forEach(pre => {
    let box = pre.parentNode;
    if (!box.classList.contains('code')) {
      box = document.createElement('div');
      box.className = 'code';
      pre.replaceWith(box);
      box.append(pre);
    }
    const copy = document.createElement('button'), text = words.copy;
    copy.type = 'button';
    copy.className = 'copy';
    copy.textContent = text;
    copy.onclick = () => navigator.clipboard.writeText(pre.textContent).then(() => {
      copy.textContent = words.copied;
      setTimeout(() => { copy.textContent = text; }, 1500);
    });
    box.append(copy);
  });

  // Contents list: the section being read.
  const links = all('.toc.side a'), heads = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const now = heads.findLastIndex(head => head?.getBoundingClientRect().top < 120);
    links.forEach((link, at) => { link.ariaCurrent = at === now || null; });
  };
  const seen = new IntersectionObserver(mark, { rootMargin: '-110px 0px -60% 0px' });
  heads.forEach(head => head && seen.observe(head));
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
