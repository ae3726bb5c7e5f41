/** Splits texts into pieces of words that a vocabulary has, as BERT's tokenizer does, and gives their places in it. */
export interface WordPieces {
  /** At most `longest` of them, with the marks for the beginning and the end. */
  encode(text: string, longest: number): readonly number[];
}

const UNKNOWN = "[UNK]";
const BEGINNING = "[CLS]";
const END = "[SEP]";
/** Characters of a word; a longer one is unknown. */
const LONGEST_WORD = 100;

/** Scripts without blanks, of which every character is a word. */
const IDEOGRAPH = /[\p{Script=Han}]/gu;
/** Also signs of ASCII that Unicode counts as symbols. */
const PUNCTUATION = /[\p{P}$+<=>^`|~]/gu;

/** Null when a mark is missing from the vocabulary (transformers/models/bert/tokenization_bert.py 4.57). */
export function createWordPieces(
  vocabulary: readonly string[],
  { lowercase }: { readonly lowercase: boolean },
): WordPieces | null {
  const places = new Map(vocabulary.map((piece, index) => [piece, index]));
  const [unknown, beginning, end] = [UNKNOWN, BEGINNING, END].map((mark) => places.get(mark));
  if (unknown === undefined || beginning === undefined || end === undefined) return null;
  return {
    encode(text, longest) {
      const pieces = splitWords(text, lowercase).flatMap((word) => splitWord(word, places) ?? [unknown]);
      return [beginning, ...pieces.slice(0, Math.max(0, longest - 2)), end];
    },
  };
}

function splitWords(text: string, lowercase: boolean): readonly string[] {
  const cleaned = text.replaceAll(/[\p{Cc}\p{Cf}\ufffd]/gu, (sign) => (/\s/.test(sign) ? " " : ""));
  const apart = cleaned.replaceAll(IDEOGRAPH, " $& ");
  const cased = lowercase
    ? apart
        .toLowerCase()
        .normalize("NFD")
        .replaceAll(/\p{Mn}/gu, "")
    : apart;
  return cased
    .replaceAll(PUNCTUATION, " $& ")
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** The longest pieces from the left; those after the first begin with `##`. Null where the vocabulary has none. */
function splitWord(word: string, places: ReadonlyMap<string, number>): readonly number[] | null {
  const characters = Array.from(word);
  if (characters.length > LONGEST_WORD) return null;
  const found: number[] = [];
  for (let start = 0; start < characters.length; ) {
    let end = characters.length;
    let place: number | undefined;
    for (; end > start && place === undefined; end--) {
      const piece = characters.slice(start, end).join("");
      place = places.get(start === 0 ? piece : `##${piece}`);
    }
    if (place === undefined) return null;
    found.push(place);
    start = end + 1;
  }
  return found;
}
