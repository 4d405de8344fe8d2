// The name of a field of a schema.
export function FieldLabel({ id, label, isRequired }: { id: string; label: string; isRequired: boolean }) {
  return (
    <label htmlFor={id} className="font-mono text-xs">
      {label}
      {isRequired && <span className="text-muted"> · required</span>}
    </label>
  )
}
