/** The same value in which the secret stands nowhere: servers may say again what they were sent, and what they say is told and kept. */
export function scrub<T>(value: T, secret: string | null): T {
  if (typeof value === 'string') return (secret === null ? value : value.replaceAll(secret, '[secret]')) as T
  if (Array.isArray(value)) return value.map((one) => scrub(one, secret)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [scrub(key, secret), scrub(one, secret)])) as T
}
