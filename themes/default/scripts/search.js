// What each page needs before anybody searches: `pmsite.search`, the key `/`, pasting, and the rest of the box at first use.
(() => {
  let client = new URL('search/client.js', document.currentScript.src).href;
  const isFile = location.protocol === 'file:';
  // A script that does not arrive is a connection that broke; from a file no module may load.
  const load = () => (isFile ? Promise.reject(Error()) : import(client)).catch(error => {
    // A browser keeps what failed under its address.
    client += '?';
    throw Object.assign(error, { reason: isFile ? 'file' : 'offline' });
  });
  window.pmsite = { search: (query, options) => load().then(client => client.search(query, options)) };

  const form = document.querySelector('.find');
  if (!form) return;
  const input = form.elements.pm_q, pop = form.querySelector('.pop'), opener = document.querySelector('.find-open');
  const byId = id => document.getElementById('pm_' + id);
  // More than the engine reads, which says so.
  const most = 6000, flat = text => text.trim().replace(/[\r\n]\s*/g, ' ');
  // A line break at its end says of a text that it was pasted: the engine reads no operators in it, and no address shows it. So it is of
  // all that was not typed key by key, be it that it stood here before this script came. And what it will be after the next input.
  let mark = input.value && '\n', next = '\n';
  const hand = text => {
    try { sessionStorage.pmsite_query = text; } catch { /* the page opens without it */ }
  };
  const own = {
    form, input, byId, root: new URL('../', form.action).href,
    // What was pasted, with its lines; a text known to be typed words, which an address may show.
    kept: '', words: '',
    text() {
      const typed = input.value.trim();
      return typed && (flat(own.kept) === typed ? own.kept : typed) + mark;
    },
    set(text) {
      // So it is for who tells of it at once, and for nobody later.
      mark = next = /\n/.exec(text)?.[0] ?? '';
      queueMicrotask(() => { next = '\n'; });
      own.kept = text.slice(0, most).trim();
      input.value = flat(own.kept);
    },
    // Everything else goes to the search page by the tab's storage: it may hold secrets.
    go(text) {
      hand(text);
      location = form.action;
    },
    show(isOpen) {
      if (pop) pop.hidden = !isOpen;
      else document.documentElement.classList.add('asked');
      if (input.role) input.ariaExpanded = isOpen;
    },
    // A sentence in place of results, and the lists.
    say(reason) {
      const lists = document.createElement('p');
      document.querySelectorAll('.nav a').forEach(link => lists.append(link.cloneNode(true), ' '));
      byId('note').textContent = '';
      byId('say').replaceChildren(form.dataset[reason] || form.dataset.offline, lists);
      own.show(true);
    },
  };

  input.maxLength = most;
  let started;
  // On a slow line; where loading failed, it begins again.
  const wait = () => {
    byId('note').textContent = form.dataset.busy;
    own.show(true);
    start();
  };
  const start = () => started ||= load().then(client => client[form.dataset.ui](own, client)).catch(error => {
    started = null;
    own.say(error.reason);
  });
  const open = () => {
    form.classList.add('open');
    input.focus();
    input.select();
  };
  const close = () => {
    own.show(false);
    form.classList.remove('open');
  };

  // What undo, a drop, the clipboard of a keyboard or another script puts here, nobody knows to be typed, until all of it is gone.
  input.addEventListener('beforeinput', ({ inputType, data }) => {
    next = !/^delete|^\w*Compos|^insertText:.$/su.test(inputType + ':' + data) ? '\n'
      : input.selectionEnd - input.selectionStart < input.value.length ? mark : '';
  });
  input.addEventListener('input', () => {
    mark = next;
    next = '\n';
  });
  input.onfocus = start;
  input.oninput = wait;
  if (location.search && !pop) wait();
  if (!pop || document.activeElement === input) start();
  // What was pasted last: where all that stands here is that, the next one takes its place.
  let last;
  input.onpaste = event => {
    const text = event.clipboardData.getData('text').trim();
    if (input.value.trim() === last) input.select();
    last = flat(text.slice(0, most));
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    own.set(input.value.slice(0, input.selectionStart) + text + input.value.slice(input.selectionEnd) + '\n');
    input.dispatchEvent(new Event('input'));
  };
  form.onsubmit = event => {
    event.preventDefault();
    const text = own.text();
    if (isFile) own.say('file');
    else if (pop && text === own.words) location = form.action + '?q=' + encodeURIComponent(text);
    else own.go(text);
  };
  addEventListener('keydown', event => {
    const { key } = event, held = event.ctrlKey || event.metaKey;
    if (held ? key === 'k' : key === '/' && !event.target.closest('input,textarea,select,[contenteditable]')) {
      event.preventDefault();
      open();
    }
    if (key === 'Escape' && form.contains(event.target) && pop && (!pop.hidden || form.matches('.open'))) {
      event.preventDefault();
      close();
      opener?.focus();
    }
  });
  if (!pop) return;
  // What another page handed over and the search page never got is forgotten.
  onpageshow = () => hand('');
  addEventListener('focusin', event => { if (!form.contains(event.target)) close(); });
  addEventListener('pointerdown', event => { if (!form.contains(event.target)) close(); });
  form.querySelector('.find-close')?.addEventListener('click', close);
  if (opener) opener.onclick = event => {
    event.preventDefault();
    open();
  };
})();
