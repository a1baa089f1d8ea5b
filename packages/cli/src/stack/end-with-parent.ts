import module from 'node:module'

// Loaded before a part's own code (node --import): ends the part when the process that started it is gone.
if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), 10_000).unref()
  })
  // The channel is there to be noticed, not to keep the part alive.
  process.channel.unref()
}

// Node writes its compile cache when a process ends in good order; a part may never do so.
setTimeout(() => module.flushCompileCache?.(), 15_000).unref()
