interface Entry {
  level?: unknown
  msg?: unknown
  tell?: unknown
  err?: { message?: unknown }
  method?: unknown
  path?: unknown
  status?: unknown
  requestId?: unknown
}

/**
 * What a line of a part's JSON log says, for people; undefined when it is no such line. `tell`: they wait for it, whatever its level.
 */
export function readLogLine(line: string): { level: number; text: string; tell: boolean } | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const entry = JSON.parse(line) as Entry
    if (typeof entry.level !== 'number') return undefined
    const message = messageOf(entry)
    const cause = entry.err?.message
    return {
      level: entry.level,
      tell: entry.tell === true,
      text: typeof cause === 'string' && cause !== message ? `${message} (${cause})` : message,
    }
  } catch {
    return undefined
  }
}

function messageOf({ msg, method, path, status, requestId }: Entry): string {
  if (msg !== 'request') return String(msg ?? 'something happened')
  return `${method} ${path} was answered with ${status} (request ${requestId})`
}
