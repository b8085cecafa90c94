/** What a teacher's thread is asked to do: embed the texts, write the vectors to the file. */
export interface Portion {
  /** Folder of the teacher. */
  teacher: string
  texts: string[]
  file: string
}
