import { type FSWatcher, watch } from 'node:fs'
import { sep } from 'node:path'

/** Quiet for this long means that the editor is done: many write a new file and rename it over the old one. */
const quietMs = 60

const ignored = (path: string) =>
  path.split(sep).some((part) => part === 'node_modules' || part.startsWith('.')) ||
  /(~|\.swp|\.tmp|\.test\.ts|\.md)$/.test(path) ||
  /^\d+$/.test(path)

/** Calls back after each burst of changes under a folder. @returns how to stop */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let watcher: FSWatcher | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const changed = (path: string | null) => {
    if (path !== null && ignored(path)) return
    clearTimeout(timer)
    timer = setTimeout(onChange, quietMs)
  }
  const open = () => {
    if (stopped) return
    try {
      watcher = watch(folder, { recursive: true }, (_event, path) => changed(path))
      watcher.on('error', reopen)
    } catch {
      reopen()
    }
  }
  // The folder itself may be moved away and come back (a checkout of another branch).
  const reopen = () => {
    watcher?.close()
    setTimeout(() => {
      open()
      changed(null)
    }, 500).unref()
  }
  open()
  return () => {
    stopped = true
    clearTimeout(timer)
    watcher?.close()
  }
}
