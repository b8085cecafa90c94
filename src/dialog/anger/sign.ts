/** What tells of anger in a text. The desk and the console name these. */
export const SIGN_KINDS = ['curse', 'insult', 'threat', 'outrage', 'demand', 'shouting', 'insistence'] as const
export type SignKind = (typeof SIGN_KINDS)[number]

/** One thing that was found, with its share of a certainty that grows with each: 1 - (1 - a)(1 - b) … */
export interface Sign {
  kind: SignKind
  /** The words, as they stand in the text that was looked at. */
  text: string
  weight: number
}

/** A wording and how much it says by itself, 0 to 1. */
export interface Entry {
  kind: SignKind
  weight: number
  pattern: RegExp
}

/** Entries of one kind and weight, from alternatives of a regular expression, which are tried as they stand. */
export function entries(kind: SignKind, weight: number, alternatives: readonly string[]): Entry[] {
  return alternatives.map(source => ({ kind, weight, pattern: new RegExp(source, 'gu') }))
}

/** A language's wordings, and what takes from their weight. */
export interface Lexicon {
  entries: readonly Entry[]
  /** Right before a wording: it is denied ("not angry", "没有生气"). */
  denied: RegExp
  /** Anywhere in the clause: it is about somebody else, or about the word ("the other shop", "有人冒充"). */
  aboutOthers: RegExp
  /** Anywhere in the clause: praise, thanks or laughter. */
  friendly: RegExp
  /** Anywhere in the clause: a question that asks to know ("what's a chargeback"). */
  asking: RegExp
  /** Where one clause ends and the next begins. */
  clauses: RegExp
}
