// natural types its index only; the index must not be imported (STACK trap 5), so the subpaths in use are typed here.
declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const PorterStemmer: { stem(word: string): string }
  export default PorterStemmer
}
declare module 'natural/lib/natural/tokenizers/regexp_tokenizer.js' {
  interface RegexpTokenizer {
    tokenize(text: string): string[]
  }
  const tokenizers: { RegexpTokenizer: new (options: { pattern: RegExp; gaps: boolean }) => RegexpTokenizer }
  export default tokenizers
}
declare module 'natural/lib/natural/util/stopwords.js' {
  const stopwords: { words: string[] }
  export default stopwords
}
declare module 'natural/lib/natural/util/stopwords_zh.js' {
  const stopwords: { words: string[] }
  export default stopwords
}

declare module 'nspell' {
  /** A spell checker from Hunspell's affix and word files. */
  export default function nspell(aff: Uint8Array, dic: Uint8Array): { correct(word: string): boolean }
}
