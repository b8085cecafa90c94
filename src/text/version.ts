/**
 * The version of everything in this room that turns text into normalised text, tokens or n-grams.
 *
 * Bump it with every change that can alter an output for some text: rules, stop words, limits, and new versions of
 * jieba, its dictionary, OpenCC or natural. Search columns, BM25 statistics and NLU models name it; made with another
 * one they refuse to load, or are built anew. A change of `detectLanguage` alone does not need a bump.
 */
export const textVersion = '2'
