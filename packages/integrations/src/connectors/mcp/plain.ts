import { shortened } from '@orchestrator/domain'

/**
 * What people do not see and models read: control characters, marks of direction, tags, selectors of variants, halves of characters. Line
 * breaks and tabs stay.
 */
const unseen = /(?![\n\t])(?:\p{C}|\p{Variation_Selector})/gu

export const hasUnseen = (text: string): boolean => text.search(unseen) >= 0

/** Words of others as they may be shown and told. */
export const plain = (text: string, most: number): string =>
  shortened(
    text
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .replace(unseen, '')
      .trim(),
    most,
  )
