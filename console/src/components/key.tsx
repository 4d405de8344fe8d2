// A key, as it stands on the keyboard.
export function Key({ keys }: { keys: string }) {
  const isMac = navigator.userAgent.includes('Mac')
  const names = keys.replace('mod', isMac ? '⌘' : 'Ctrl').split(' ')
  return (
    <span className="inline-flex gap-1">
      {names.map((name, index) => (
        <kbd
          key={index}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-mono text-xs text-muted"
        >
          {name.replace('+', ' ')}
        </kbd>
      ))}
    </span>
  )
}
