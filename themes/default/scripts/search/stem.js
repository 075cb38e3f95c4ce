// English words to stems: Snowball's current algorithm (english.sbl 3.1), so that a query meets the stems that the build wrote.

/**
 * `key:value` with blanks between; no value is none.
 * @param {string} text
 * @returns {[string, string | undefined][]}
 */
export const pairs = text => text.split(' ').map(pair => /** @type {[string, string]} */ (pair.split(':')));

const irregular = new Map(pairs('andes atlas bias cosmos early:earli gently:gentl howe idly:idl news only:onli singly:singl skies:sky skis:ski sky ugly:ugli'));

/**
 * Endings with what takes their place. Found at the leftmost place, so the longest ending counts, and it alone.
 * @param {string} text
 * @returns {[RegExp, Map<string, string | undefined>]}
 */
function endings(text) {
  const rows = pairs(text);
  return [RegExp(`(${rows.map(row => row[0]).join('|')})$`), new Map(rows.map(([ending, by]) => [ending.replace(/.*\)/, ''), by]))];
}
const second = endings('tional:tion ational:ate ation:ate ator:ate ization:ize izer:ize enci:ence anci:ance abli:able entli:ent alli:al aliti:al alism:al '
  + 'fulli:ful fulness:ful ousli:ous ousness:ous iveness:ive iviti:ive biliti:ble bli:ble ogist:og (?<=l)ogi:og lessli:less (?<=[cdeghkmnrt])li');
const third = endings('tional:tion ational:ate alize:al icate:ic iciti:ic ical:ic ful ness ative');
const fourth = endings('al ance ence er ic able ible ant ement ment ent (?<=[st])ion ism ate iti ous ive ize');

const syllable = /[^aeiouy]*[aeiouy]+[^aeiouy]/y;
const short = /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/;

/**
 * Where the region behind the first syllable after `from` begins.
 * @param {string} word
 * @param {number} from
 */
function region(word, from) {
  syllable.lastIndex = from;
  return syllable.test(word) ? syllable.lastIndex : word.length;
}

/**
 * @param {string} word
 * @param {[RegExp, Map<string, string | undefined>]} table
 * @param {(ending: string) => number} least where the ending must begin
 */
function replace(word, [pattern, by], least) {
  return word.replace(pattern, (ending, _, at) => at < least(ending) ? ending : by.get(ending) ?? '');
}

/**
 * What is left of a word that loses `ed` or `ing`.
 * @param {string} stem
 * @param {number} first
 */
function mend(stem, first) {
  if (/(at|bl|iz)$/.test(stem)) return stem + 'e';
  if (/([bdfgmnprt])\1$/.test(stem)) return /^[aeo]..$/.test(stem) ? stem : stem.slice(0, -1);
  return stem.length === first && short.test(stem) ? stem + 'e' : stem;
}

/**
 * The stem of a lower-case word of `a-z` and `'`.
 * @param {string} word
 * @returns {string}
 */
export function stem(word) {
  if (word.length < 3 || irregular.has(word)) return irregular.get(word) ?? word;
  // A capital `Y` is a consonant.
  word = word.replace(/^'/, '').replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y');
  const first = /^(arsen|commun|emerg|gener|inter|later|organ|past|univers)/.exec(word)?.[0].length ?? region(word, 0), next = region(word, first);

  word = word.replace(/'(s'?)?$/, '').replace(/sses$/, 'ss').replace(/^(.*)ie[ds]$/, (_, rest) => rest + (rest.length > 1 ? 'i' : 'ie'))
    .replace(/([aeiouy].*[^us])s$/, '$1');
  const past = /(eed|ed|ing)(ly)?$/.exec(word);
  if (past) {
    const rest = word.slice(0, past.index);
    if (past[1] === 'eed') word = rest.length >= first && !/^(succ|proc|exc)$/.test(rest) ? rest + 'ee' : word;
    else if (/^[^aeiouy]ying$/.test(word)) word = rest[0] + 'ie';
    else if (/[aeiouy]/.test(rest) && !/^(even|cann|inn|earr|herr|out)ing$/.test(word)) word = mend(rest, first);
  }
  word = word.replace(/(?<=.[^aeiouy])[yY]$/, 'i');
  word = replace(word, second, () => first);
  word = replace(word, third, ending => ending === 'ative' ? next : first);
  word = replace(word, fourth, () => next);
  const last = word.length - 1, rest = word.slice(0, -1);
  if (word.endsWith('e') ? last >= next || last >= first && !short.test(rest) : word.endsWith('ll') && last >= next) word = rest;
  return word.replaceAll('Y', 'y');
}
