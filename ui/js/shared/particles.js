// Korean particles that depend on how the word before them ends: 값을, 수를. The same as ui/particles.py, which tells more;
// both are held to tests/fixtures/particles.json.

/** Each with what follows a consonant, and what follows a vowel. @type {Record<string, [string, string]>} */
const FORMS = { "이(가)": ["이", "가"], "을(를)": ["을", "를"], "은(는)": ["은", "는"], "와(과)": ["과", "와"], "과(와)": ["과", "와"], "(이)": ["이", ""], "(으)": ["으", ""] };

/** Splits a text into what stands between marks, and the marks. */
export const MARK = /(이\(가\)|을\(를\)|은\(는\)|와\(과\)|과\(와\)|\(이\)|\(으\))/;

const UNREAD = /[\s.,:;!?…·‘’“”"'`*_<>[\]{}〈〉《》「」]/;
const UNREAD_OR_BRACKET = /[\s.,:;!?…·‘’“”"'`*_<>[\]{}〈〉《》「」()]/;
const LETTER = /[A-Za-z]/;
// What explains the word before it, by which the particle goes: 손실(loss)이.
const IN_BRACKETS = /(?<=[\s\S])\([^()]*\)$/;
const [CONSONANT, L, VOWEL] = ["ㄴ", "ㄹ", ""];
// 영 일 이 삼 사 오 육 칠 팔 구
const DIGITS = [CONSONANT, L, VOWEL, CONSONANT, VOWEL, VOWEL, CONSONANT, L, L, VOWEL];
// 엘 엠 엔 알; the names of all other letters end with vowels.
/** @type {Record<string, string>} */
const LETTERS = { l: L, m: CONSONANT, n: CONSONANT, r: L };

/**
 * The form of `mark` that fits what stands before it; the mark itself where it is not known how that is read.
 *
 * @param {string} mark
 * @param {string} before
 */
export function chosen(mark, before) {
  const end = endOf(before);
  if (end === null) return mark;
  if (mark === "(으)" && end === L) return ""; // 길로
  return FORMS[mark][end ? 0 : 1];
}

/**
 * The consonant with which a text ends when it is read aloud, "" for a vowel; null where that is not known.
 *
 * @param {string} text
 */
function endOf(text) {
  const said = without(text, UNREAD).replace(IN_BRACKETS, "");
  const read = without(said, UNREAD_OR_BRACKET);
  const last = read.slice(-1);
  if (last >= "가" && last <= "힣") {
    const final = (last.charCodeAt(0) - "가".charCodeAt(0)) % 28;
    return final === 0 ? VOWEL : final === 8 ? L : CONSONANT;
  }
  if (/[⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(last)) return CONSONANT; // 10의 8승
  if (last === "%") return VOWEL; // 퍼센트
  if (/\d/.test(last)) return DIGITS[Number(last)];
  const word = read.slice(without(read, LETTER).length);
  return word ? endOfWord(word) : null;
}

/**
 * A text without what it ends with.
 *
 * @param {string} text
 * @param {RegExp} what a character
 */
function without(text, what) {
  let end = text.length;
  while (end && what.test(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

/**
 * Capitals, and single letters, are read letter by letter.
 *
 * @param {string} word
 */
function endOfWord(word) {
  if (word.length === 1 || word === word.toUpperCase()) return LETTERS[word.slice(-1).toLowerCase()] ?? VOWEL;
  if (/(l|le)$/.test(word)) return L;
  return /(ng|ck|[aei]p|[^o]op|out|[mn]e?)$/.test(word) ? CONSONANT : VOWEL;
}
