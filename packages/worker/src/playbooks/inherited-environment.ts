/** Names that a Node process may need to work at all. Everything else of our environment, addresses and keys above all, stays with us. */
const names = ['PATH', 'HOME', 'TZ', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'TMPDIR', 'SYSTEMROOT']

/** What a process that runs code of playbooks gets of this one's environment. */
export const inheritedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
