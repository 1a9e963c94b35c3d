import { createRoot } from 'react-dom/client';
import { App } from './ui/App';
import { language } from './ui/text';
import { applyTheme, storedTheme } from './ui/theme';

applyTheme(storedTheme());
document.documentElement.lang = language;

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(<App />);
