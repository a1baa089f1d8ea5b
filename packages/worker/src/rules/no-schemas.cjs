// Stands for zod where rules are interpreted: what is interpreted was checked when it was saved, and a schema library would be
// evaluated anew for every run. Whatever a schema is asked for, it answers with itself.
const schema = new Proxy(() => {}, { get: (_, name) => (name === '__esModule' ? false : schema), apply: () => schema })
module.exports = schema
