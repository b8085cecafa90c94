// natural types its index only, which must not be imported (STACK trap 5).
declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  class BayesClassifier {
    addDocument(text: string[], label: string): void
    train(): void
    classify(text: string[]): string
  }
  export default BayesClassifier
}
