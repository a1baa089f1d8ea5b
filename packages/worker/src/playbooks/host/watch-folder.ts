import { existsSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'

/** Quiet for this long means that the editor is done: many write a new file and rename it over the old one. */
const quietMs = 60
/** A folder that is gone is looked for this often. */
const lookAgainMs = 500

const ignored = (path: string) =>
  path.split(sep).some((part) => part === 'node_modules' || part.startsWith('.')) ||
  /(~|\.swp|\.tmp|\.test\.ts|\.md)$/.test(path) ||
  /^\d+$/.test(path)

/**
 * Calls back after each burst of changes under a folder. Node's own recursive watch follows files, not names: a file that was
 * replaced (by git, by an editor that saves by renaming) it would not see again.
 * @returns how to stop
 */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let watcher: FSWatcher | undefined
  let timer: NodeJS.Timeout | undefined
  let again: NodeJS.Timeout | undefined
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(onChange, quietMs)
  }
  const open = () => {
    watcher = watch(folder, { ignoreInitial: true, ignored: (path) => ignored(relative(folder, path)) })
    watcher.on('all', (event, path) => {
      changed()
      if (event === 'unlinkDir' && relative(folder, path) === '') reopen()
    })
    watcher.on('error', reopen)
  }
  // The folder itself may be moved away and come back (a checkout of another branch).
  const reopen = () => {
    void watcher?.close()
    clearTimeout(again)
    again = setTimeout(() => {
      if (!existsSync(folder)) return reopen()
      open()
      changed()
    }, lookAgainMs)
    again.unref()
  }
  // Of a folder that is not there the watcher would tell that it comes, and nothing of what is in it.
  if (existsSync(folder)) open()
  else reopen()
  return () => {
    clearTimeout(timer)
    clearTimeout(again)
    void watcher?.close()
  }
}
