import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { UserError } from '../user-error.ts'
import { isRunning, type KnownProcess } from './end-process.ts'
import { processIdentity } from './process-identity.ts'

/**
 * Takes a lock file for this process; returns what gives it back. A lock whose process is gone, also after a
 * kill -9, is taken over. Undefined when another process that still runs holds it.
 */
export function tryLock(path: string): (() => void) | undefined {
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) })
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, mine)
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        // link fails if the name exists: of two that try at once, one wins.
        linkSync(beside, path)
        return () => release(path, mine)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      if (holderOf(path)) return undefined
      moveAside(path)
    }
    return undefined
  } finally {
    rmSync(beside, { force: true })
  }
}

/** Takes the lock of a state folder or says who has it. */
export function lockStateFolder(path: string, lock: string): () => void {
  const release = tryLock(lock)
  if (release) return release
  const holder = holderOf(lock)
  throw new UserError(
    `Orchestrator already runs with the state folder ${path}${holder ? ` (pid ${holder.pid})` : ''}.`,
    {
      hint: 'End that one with Ctrl-C, or start a second one beside it with its own state and ports: npm start -- --home <folder> --api-port <port> …',
    },
  )
}

/** The running process that holds the lock. */
export function holderOf(path: string): KnownProcess | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as KnownProcess
    return isRunning(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

function moveAside(path: string): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
    unlinkSync(aside)
  } catch {
    // Somebody else was quicker: the next attempt shows who has it.
  }
}

function release(path: string, mine: string): void {
  try {
    if (readFileSync(path, 'utf8') === mine) unlinkSync(path)
  } catch {
    // It is gone already.
  }
}
