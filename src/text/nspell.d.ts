declare module 'nspell' {
  /** A spell checker from Hunspell's affix and word files. */
  export default function nspell(aff: Uint8Array, dic: Uint8Array): { correct(word: string): boolean }
}
