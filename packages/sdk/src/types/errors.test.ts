import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

/** What the compiler says of this folder: nothing of inference.test-d.ts, and of wrong/ what people are meant to read. */
it('types infer what they should, and errors say what is wrong', { timeout: 120_000 }, async () => {
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, '-p', here, '--pretty', 'false'], { cwd: here }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
  await expect(output).toMatchFileSnapshot('./wrong/errors.txt')
  expect(output.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('wrong/wrong.ts'))).toEqual([])
})
