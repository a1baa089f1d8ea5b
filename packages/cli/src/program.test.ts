import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// Commands load what they need when they are called: whoever asks for a list does not wait for the bundler and the connectors.
const heavy =
  /packages\/(domain|integrations|backtest|worker|store|api)\/src\/(index|main)\.ts|temporalio|esbuild|undici/

test('the command line starts without what only some commands need', async () => {
  const code = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    await import(${JSON.stringify(join(import.meta.dirname, 'program.ts'))})
    console.log(JSON.stringify(loaded))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  const loaded: string[] = JSON.parse(stdout)
  expect(loaded.some((url) => url.endsWith('commands/task.ts'))).toBe(true)
  expect(loaded.filter((url) => heavy.test(url))).toEqual([])
})
