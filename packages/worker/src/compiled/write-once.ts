import { randomUUID } from 'node:crypto'
import { rename, utimes, writeFile } from 'node:fs/promises'

const underWay = new Map<string, Promise<void>>()

/** Makes a file that is not there yet, once however many ask at the same time. */
export function writeOnce(file: string, make: () => string | Promise<string>): Promise<void> {
  const known = underWay.get(file)
  if (known !== undefined) return known
  const making = write(file, make).finally(() => underWay.delete(file))
  underWay.set(file, making)
  return making
}

/** Under another name first: a process that is ended in between leaves no half file. */
async function write(file: string, make: () => string | Promise<string>): Promise<void> {
  if (await touch(file)) return
  const part = `${file}.${randomUUID()}.part`
  await writeFile(part, await make())
  await rename(part, file)
}

/** Only what nobody has asked for in a long time is pruned. @returns whether the file is there */
const touch = (file: string) =>
  utimes(file, new Date(), new Date()).then(
    () => true,
    () => false,
  )
