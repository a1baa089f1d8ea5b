import type { Page } from '../run/resources.ts'

/** A list: await it for one page, or walk over all items of all pages with `for await`. */
export interface Paged<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {}

/** @param read reads the page at a cursor; undefined: the first */
export function paged<T>(read: (cursor: string | undefined) => Promise<Page<T>>, first: string | undefined): Paged<T> {
  return {
    then: (resolve, reject) => read(first).then(resolve, reject),
    async *[Symbol.asyncIterator]() {
      let cursor = first
      do {
        const page = await read(cursor)
        yield* page.items
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
    },
  }
}
