// natural types its index only, which must not be imported (STACK trap 5).
declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  class BayesClassifier {
    addDocument(text: string[], label: string): void
    train(): void
    classify(text: string[]): string
    /** Best first. */
    getClassifications(text: string[]): { label: string; value: number }[]
  }
  export default BayesClassifier
}

// nlp.js has no types.
declare module '@nlpjs/basic' {
  interface Nlp {
    addLanguage(language: string): void
    addDocument(language: string, text: string, intent: string): void
    train(): Promise<void>
    process(language: string, text: string): Promise<{ intent: string; score: number }>
  }
  export function dockStart(configuration: object): Promise<{ get(name: 'nlp'): Nlp }>
}

declare module '@nlpjs/lang-zh' {
  export const LangZh: unknown
}
