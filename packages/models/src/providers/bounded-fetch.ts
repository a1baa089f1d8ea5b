import { BadAnswer } from '../call/failure-of.ts'

/** In bytes, with what the provider wraps around each piece: far more than any answer that may be kept. */
const longestBody = 32 * 1024 * 1024

/**
 * `fetch`, for answers that may not end: what goes on beyond all measure is read no further, and its connection is closed.
 * @param heard called whenever something comes
 */
export function boundedFetch(heard: () => void): typeof fetch {
  return async (...asked) => {
    const response = await fetch(...asked)
    heard()
    if (response.body === null) return response
    let bytes = 0
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          heard()
          bytes += chunk.byteLength
          if (bytes > longestBody) throw new BadAnswer('cut_off')
          controller.enqueue(chunk)
        },
      }),
    )
    const { status, statusText, headers } = response
    return new Response(counted, { status, statusText, headers })
  }
}
