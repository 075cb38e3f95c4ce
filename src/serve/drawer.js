// Beside a previewed document: how it answers a review, what is missing, with lines to paste, and its warnings. For its author alone:
// `pmsite serve` adds this script, a built site has none of it. All text is set as text, never as markup.
window.pmsiteDrawer = ({ root, dock, element, prose, own, address }) => {
  const OPEN = 'pmsite-review';
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const list = items => items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

  const tab = Object.assign(element('button', 'tab'), { type: 'button' });
  tab.setAttribute('aria-controls', 'review');
  const drawer = Object.assign(element('aside', 'drawer'), { id: 'review', hidden: true, tabIndex: -1 });
  drawer.setAttribute('aria-labelledby', 'review-title');
  // What a screen reader is told of a copy.
  const said = element('p', 'said');
  said.setAttribute('role', 'status');
  dock.append(tab);
  root.append(drawer, said);
  tab.hidden = true;

  function set(isOpen, moves) {
    drawer.hidden = !isOpen;
    tab.setAttribute('aria-expanded', `${isOpen}`);
    if (isOpen) sessionStorage.setItem(OPEN, `${drawer.scrollTop}`);
    else sessionStorage.removeItem(OPEN);
    if (moves) (isOpen ? drawer : tab).focus();
  }
  tab.onclick = () => set(drawer.hidden, true);
  drawer.onkeydown = event => { if (event.key === 'Escape') set(false, true); };
  drawer.onscroll = () => sessionStorage.setItem(OPEN, `${drawer.scrollTop}`);

  async function copy(text, button, what) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Another machine's browser has no clipboard here: the old way works from a field.
      const field = Object.assign(element('textarea', 'said'), { value: text });
      root.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
      button.focus();
    }
    button.textContent = 'Copied';
    said.textContent = `Copied: ${what}`;
    setTimeout(() => { button.textContent = 'Copy'; said.textContent = ''; }, 2000);
  }

  function gap({ label, line, paste }) {
    const what = element('p', 'what', ...prose(label));
    if (line) what.append(element('span', 'where', `line ${line}`));
    const item = element('li', '', what);
    if (paste) {
      const button = Object.assign(element('button', 'copy', 'Copy'), { type: 'button' });
      button.setAttribute('aria-label', `Copy: ${label}`);
      button.onclick = () => copy(paste, button, label);
      item.append(element('div', 'paste', Object.assign(element('pre', '', paste), { tabIndex: 0 }), button));
    }
    return item;
  }

  function answer({ ask, held, asked }) {
    const word = held === asked ? 'yes' : held ? 'partly' : 'no';
    return element('li', word, element('span', 'word', word), element('span', 'ask', ask), element('span', 'parts', `${held}/${asked}`));
  }

  function warning({ message, line, hints }) {
    const item = element('li', '', element('p', 'what', ...prose(message)));
    if (line) item.firstChild.append(element('span', 'where', `line ${line}`));
    item.append(...hints.map(hint => element('p', 'hint', ...prose(hint))));
    return item;
  }

  /** Other documents, fetched when they are asked for: it takes a look at each. */
  function others() {
    const part = element('section', 'others');
    const button = Object.assign(element('button', 'more', 'Other documents'), { type: 'button' });
    button.onclick = async () => {
      button.disabled = true;
      button.textContent = 'Looking at other documents';
      try {
        const { others, more } = await (await fetch(own('reviews.json'))).json();
        const here = location.pathname;
        const rows = others.filter(({ url }) => new URL(address(url)).pathname !== here).map(({ title, url, held, asked, warnings }) => {
          const link = Object.assign(element('a', '', title), { href: address(url) });
          const facts = [asked ? `${held} of ${asked}` : '', warnings ? count(warnings, 'warning', 'warnings') : ''].filter(fact => fact);
          return element('li', '', link, element('span', 'where', facts.join(', ')));
        });
        const title = rows.length ? `${count(rows.length + more, 'other document', 'other documents')} with warnings` : 'No other document has a warning';
        part.replaceChildren(element('h3', '', title), element('ul', 'links', ...rows));
        if (more) part.append(element('p', 'hint', `and ${more} more: pmsite check --scores lists all`));
      } catch {
        button.disabled = false;
        button.textContent = 'Other documents (try again)';
      }
    };
    part.append(button);
    return part;
  }

  return review => {
    tab.hidden = !review;
    if (!review) { drawer.hidden = true; return; }
    const { held, asked, answers, missing, warnings, more } = review;
    const wrong = warnings.length + more;
    const facts = [missing.length && `${missing.length} missing`, wrong && count(wrong, 'warning', 'warnings')].filter(fact => fact);
    tab.replaceChildren(element('strong', '', asked ? `Review ${held} of ${asked}` : 'Review'), ...(facts.length ? [element('span', 'rest', facts.join(', '))] : []));

    const close = Object.assign(element('button', 'close', 'Close'), { type: 'button' });
    close.onclick = () => set(false, true);
    const title = Object.assign(element('h2', '', 'Review'), { id: 'review-title' });
    const parts = [element('header', '', title, close)];
    const [named, sentences] = [false, true].map(kind => missing.filter(gap => gap.sentence === kind).map(gap => gap.label));
    const sentence = [named.length ? `Missing: ${list(named)}` : '', ...sentences].filter(part => part).join('; ');
    if (asked) {
      const score = element('p', 'score', element('strong', '', `${held} of ${asked}`), ' parts that a review asks for are there.');
      const share = element('span');
      share.style.width = `${100 * held / asked}%`;
      score.append(element('span', 'bar', share));
      parts.push(score, element('p', 'lead', ...prose(sentence ? `${sentence}.` : 'Nothing is missing.')));
    }
    if (missing.length) parts.push(element('ul', 'gaps', ...missing.map(gap)));
    if (wrong) {
      parts.push(element('section', '', element('h3', '', `${count(wrong, 'warning', 'warnings')} of this document`), element('ul', 'warnings', ...warnings.map(warning))));
      if (more) parts.push(element('p', 'hint', `and ${more} more: pmsite check tells all`));
    }
    const asks = answers.filter(answer => answer.asked);
    if (asks.length) parts.push(element('section', '', element('h3', '', 'What a review asks'), element('ul', 'answers', ...asks.map(answer))));
    parts.push(others(), element('p', 'note', 'Only here: no built site shows it.'));
    drawer.replaceChildren(...parts);
    const last = sessionStorage.getItem(OPEN);
    set(last !== null, false);
    if (last !== null) drawer.scrollTop = Number(last);
  };
};
