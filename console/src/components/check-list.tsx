// Some of a few named things, each with a box to check.

interface CheckListProps<Name extends string> {
  readonly label: string
  /** Label by name, in order. */
  readonly options: Readonly<Record<Name, string>>
  readonly chosen: readonly Name[]
  readonly onChange: (chosen: readonly Name[]) => void
}

export function CheckList<Name extends string>({ label, options, chosen, onChange }: CheckListProps<Name>) {
  const toggle = (name: Name) =>
    onChange(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name])
  const names = Object.keys(options) as Name[]
  return (
    <fieldset>
      <legend className="mb-1.5 text-xs font-medium text-muted">{label}</legend>
      <div className={`grid max-h-48 gap-x-4 gap-y-1.5 overflow-auto ${names.length > 6 ? 'sm:grid-cols-2' : ''}`}>
        {names.map((name) => (
          <label key={name} className="flex items-center gap-2">
            <input
              type="checkbox"
              className="size-3.5 accent-accent"
              checked={chosen.includes(name)}
              onChange={() => toggle(name)}
            />
            {options[name]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
