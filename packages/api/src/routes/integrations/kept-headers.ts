/** What authenticates is not stored, nor what says only how it came. */
const dropped =
  /authorization|cookie|signature|secret|token|api-?key|^x-forwarded|^forwarded$|^(host|connection|accept.*|content-length|via|x-real-ip)$/

export const keptHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => !dropped.test(name))
      .slice(0, 100)
      .map(([name, value]) => [name, value.replaceAll('\0', '').slice(0, 1_000)]),
  )
