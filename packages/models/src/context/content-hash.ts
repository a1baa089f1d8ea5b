import { hash } from 'node:crypto'

/** Under what a summary of a text is kept: another text is another hash. */
export const contentHash = (text: string): string => hash('sha256', text, 'hex')
