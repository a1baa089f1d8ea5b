import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A reader's terminal: one shell, so that a variable of one block is there in the next. */
export interface Terminal {
  /** Runs a block to its end. */
  run(text: string): Promise<{ shown: string; code: number }>
  /** Ends it with all that was started in it. */
  close(): Promise<void>
}

export function openTerminal(cwd: string, env: NodeJS.ProcessEnv): Terminal {
  // A process group of its own: what a lesson starts in the background ends with it.
  const shell = spawn('/bin/bash', ['--norc', '--noprofile'], { cwd, env, detached: true })
  const ended = once(shell, 'exit')
  let shown = ''
  let told = () => {}
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      shown += text
      told()
    })
  shell.stdin.write('exec 2>&1\n')
  let blocks = 0
  return {
    async run(text) {
      const end = `end-of-block-${++blocks}`
      shown = ''
      // Nothing in a block reads what comes after it.
      shell.stdin.write(`{\n${text}\n} </dev/null\nprintf '\\n${end} %d\\n' $?\n`)
      const mark = new RegExp(`\\n${end} (\\d+)\\n`)
      for (;;) {
        const found = mark.exec(shown)
        if (found) return { shown: shown.slice(0, found.index), code: Number(found[1]) }
        await Promise.race([
          new Promise<void>((resolve) => {
            told = resolve
          }),
          ended.then(() => Promise.reject(new Error(`the shell has ended:\n${shown}`))),
        ])
      }
    },
    async close() {
      if (shell.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, 'SIGKILL')
      await ended
    },
  }
}
