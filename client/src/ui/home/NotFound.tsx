import { Button } from '../controls/Button';
import { Logo } from '../controls/Logo';
import { useTitle } from '../hooks/useTitle';
import { navigate } from '../router';
import { t } from '../text';
import './notFound.css';

/** An address that leads nowhere. */
export function NotFound() {
  useTitle(t.notFound.title);
  return (
    <main className="not-found">
      <Logo />
      <h1>{t.notFound.title}</h1>
      <p className="soft">{t.notFound.text}</p>
      <Button look="primary" size="large" onPress={() => navigate('/')}>
        {t.notFound.home}
      </Button>
    </main>
  );
}
