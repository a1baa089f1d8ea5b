import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * A text that stays the same for the life of a process and differs for any other that gets the same pid later;
 * undefined when no such process runs. It is what makes ending a process by a remembered pid safe.
 */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in brackets and may hold spaces: count from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Dead but not collected: gone, unless other threads of it are still ending and hold its ports.
    const dead = fields[0] === 'Z' || fields[0] === 'X'
    if (dead && readdirSync(`/proc/${pid}/task`).length <= 1) return undefined
    return `${bootId()}:${fields[19]}`
  } catch {
    return undefined
  }
}

let boot: string | undefined
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return boot
}

function fromPs(pid: number): string | undefined {
  try {
    const started = execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return started.trim() || undefined
  } catch {
    return undefined
  }
}
