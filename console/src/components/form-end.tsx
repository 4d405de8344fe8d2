// The end of a form in a dialog: what went wrong, the way out, and the button that sends it.
import { Button } from './button.tsx'
import type { IconName } from './icon.tsx'
import { Problem } from './states.tsx'

interface FormEndProps {
  /** What the button says, e.g. `Make the key`. */
  readonly action: string
  readonly icon?: IconName
  readonly error: Error | null
  /** It is being sent, or cannot be sent as it is. */
  readonly isDisabled: boolean
  readonly onClose: () => void
}

export function FormEnd({ action, icon, error, isDisabled, onClose }: FormEndProps) {
  return (
    <>
      {error && <Problem error={error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" disabled={isDisabled} {...(icon && { icon })}>
          {action}
        </Button>
      </div>
    </>
  )
}
