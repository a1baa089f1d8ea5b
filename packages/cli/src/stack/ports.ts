import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { UserError } from '../user-error.ts'

/**
 * A port nobody listens on; not of the range from which the system serves outgoing connections, one of which might sit on it by the time
 * that its owner comes, or comes back.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    if (!(await portIsTaken(port))) return port
  }
}

/** Says whether somebody listens on the port already. */
export async function portIsTaken(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen({ port, host, exclusive: true }, resolve),
    )
    return false
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE' || code === 'EACCES') return true
    throw error
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Throws a sentence that names the port, who holds it and how to choose another. */
export async function requireFreePort(options: {
  port: number
  what: string
  flag: string
  env: string
}): Promise<void> {
  if (!(await portIsTaken(options.port))) return
  const holder = holderOfPort(options.port)
  throw new UserError(`Port ${options.port}, which ${options.what} needs, is taken${holder ? ` by ${holder}` : ''}.`, {
    hint: `End that process, or choose another port: npm start -- ${options.flag} <port> (or ${options.env}=<port>).`,
  })
}

/** "node (pid 123)" when it can be found out; the processes of other users cannot be seen without their rights. */
export function holderOfPort(port: number): string | undefined {
  try {
    return process.platform === 'linux' ? holderFromProc(port) : holderFromLsof(port)
  } catch {
    return undefined
  }
}

function holderFromProc(port: number): string | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(table)) {
      const fields = line.trim().split(/\s+/)
      if (fields[3] === '0A' && fields[1]?.endsWith(`:${wanted}`)) inodes.add(`socket:[${fields[9]}]`)
    }
  }
  if (inodes.size === 0) return undefined
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const holds = readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(linkTarget(`/proc/${pid}/fd/${fd}`)))
      if (holds) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`
    } catch {
      // It has ended meanwhile, or belongs to another user.
    }
  }
  return undefined
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}

function holderFromLsof(port: number): string | undefined {
  const output = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pid = /^p(\d+)/m.exec(output)?.[1]
  const command = /^c(.+)/m.exec(output)?.[1]
  return pid ? `${command ?? 'a process'} (pid ${pid})` : undefined
}
