// Niceties over a page that is complete without them: theme toggle, copy buttons, current section, overlays.
(function () {
  'use strict';
  var root = document.documentElement, doc = document;
  var all = function (selector) { return Array.prototype.slice.call(doc.querySelectorAll(selector)); };

  // Theme: the button names what it does next; a choice equal to the system's is forgotten.
  var button = doc.querySelector('.theme'), dark = matchMedia('(prefers-color-scheme: dark)');
  function isDark() { return root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches; }
  function label() { if (button) button.setAttribute('aria-label', isDark() ? button.dataset.light : button.dataset.dark); }
  if (button) {
    button.addEventListener('click', function () {
      var next = isDark() ? 'light' : 'dark';
      root.dataset.theme = next;
      try {
        if ((next === 'dark') === dark.matches) { localStorage.removeItem('pmsite-theme'); delete root.dataset.theme; }
        else localStorage.setItem('pmsite-theme', next);
      } catch (e) { /* not remembered */ }
      label();
    });
    dark.addEventListener('change', label);
    label();
  }

  // Copy buttons: laid over the code, so nothing moves.
  if (navigator.clipboard) all('.prose pre').forEach(function (pre) {
    var box = pre.parentNode;
    if (!box.classList.contains('code')) {
      box = doc.createElement('div'); box.className = 'code';
      pre.parentNode.insertBefore(box, pre); box.appendChild(pre);
    }
    var copy = doc.createElement('button');
    copy.type = 'button'; copy.className = 'copy'; copy.textContent = root.dataset.copy || 'Copy';
    copy.addEventListener('click', function () {
      navigator.clipboard.writeText(pre.textContent).then(function () {
        copy.textContent = root.dataset.copied || 'Copied';
        setTimeout(function () { copy.textContent = root.dataset.copy || 'Copy'; }, 1500);
      });
    });
    box.appendChild(copy);
  });

  // Contents list: the section being read.
  var links = all('.toc.side a'), heads = links.map(function (a) { return doc.getElementById(decodeURIComponent(a.hash.slice(1))); });
  if (links.length && 'IntersectionObserver' in window) {
    var mark = function () {
      var now = -1;
      heads.forEach(function (h, i) { if (h && h.getBoundingClientRect().top < 120) now = i; });
      links.forEach(function (a, i) { if (i === now) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current'); });
    };
    var seen = new IntersectionObserver(mark, { rootMargin: '-110px 0px -60% 0px' });
    heads.forEach(function (h) { if (h) seen.observe(h); });
    mark();
  }

  // From a file there is no host that adds index.html to a folder.
  if (location.protocol === 'file:') all('a[href]').forEach(function (a) {
    if (a.protocol === 'file:' && a.pathname.slice(-1) === '/') a.pathname += 'index.html';
  });

  // Escape or a click outside closes the menu and the provenance notes.
  function close(except) { all('.menu[open],.src[open]').forEach(function (d) { if (d !== except) d.open = false; }); }
  doc.addEventListener('keydown', function (e) {
    if (e.key !== 'Escape') return;
    var open = doc.activeElement && doc.activeElement.closest('.menu[open],.src[open]');
    close(); if (open) open.querySelector('summary').focus();
  });
  doc.addEventListener('click', function (e) { close(e.target.closest('.menu,.src')); });
})();
