import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { t } from '../text';
import { IconButton } from './IconButton';
import './dialog.css';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** `wide` for dialogs with sections; on a phone both fill the screen from below. */
  readonly size?: 'normal' | 'wide';
  /** `alertdialog` for a question that must be answered. */
  readonly role?: 'dialog' | 'alertdialog';
  readonly children: ReactNode;
}

/** A modal dialog: traps the focus, gives it back, closes with Esc or a press outside. */
export function Dialog({ title, onClose, size = 'normal', role = 'dialog', children }: DialogProps) {
  return (
    <ModalOverlay isOpen isDismissable className="dialog-overlay" onOpenChange={(open) => !open && onClose()}>
      <Modal className={`dialog-box dialog-${size}`}>
        <AriaDialog role={role} className="dialog">
          <header className="dialog-head">
            <Heading slot="title" level={2}>
              <bdi>{title}</bdi>
            </Heading>
            <IconButton label={t.app.close} onPress={onClose} placement="left">
              <X size={20} aria-hidden />
            </IconButton>
          </header>
          <div className="dialog-body">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
