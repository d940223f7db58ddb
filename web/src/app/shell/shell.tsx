// The frame: rail, top bar, the page, the search over everything.
import { useCallback, useEffect, useState } from "react";
import { Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { useWords } from "@/i18n";
import { useIsPhone, useMediaQuery } from "@/ui/media";
import { useServerEvents } from "../events";
import { useShortcut } from "../shortcuts";
import { BottomBar } from "./bottom_bar";
import { ShortcutsDialog } from "./shortcuts_dialog";
import { Rail } from "./rail";
import { SearchDialog } from "./search_dialog";
import { TopBar } from "./top_bar";

const storageKey = "tradewind.rail";

function useCollapsed(): [boolean, () => void] {
  const narrow = useMediaQuery("(max-width: 1100px)");
  const [wish, setWish] = useState(() => localStorage.getItem(storageKey));
  const collapsed = wish === null ? narrow : wish === "collapsed";
  return [collapsed, () => {
    const next = collapsed ? "open" : "collapsed";
    localStorage.setItem(storageKey, next);
    setWish(next);
  }];
}

export function Shell() {
  const { t } = useWords();
  const isPhone = useIsPhone();
  const [collapsed, toggleRail] = useCollapsed();
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);
  const location = useLocation();
  const navigation = useNavigation();
  useServerEvents();
  const openSearch = useCallback(() => setSearching(true), []);
  useShortcut("k", openSearch, { command: true });
  useShortcut("/", openSearch);
  useShortcut("?", () => setHelping(true));
  useEffect(() => { setSearching(false); }, [location.pathname]);
  return (
    <div className={`tw-shell${collapsed ? " tw-shell-collapsed" : ""}`}>
      <a className="tw-skip" href="#content">{t("shell.skip")}</a>
      {!isPhone && <Rail collapsed={collapsed} onToggle={toggleRail} />}
      <div className="tw-main">
        <TopBar onSearch={openSearch} onHelp={() => setHelping(true)} />
        {navigation.state !== "idle" && <div className="tw-progress" role="progressbar" aria-label={t("loading")} />}
        <main id="content" className="tw-content" tabIndex={-1}><Outlet /></main>
      </div>
      {isPhone && <BottomBar onSearch={openSearch} />}
      {searching && <SearchDialog onClose={() => setSearching(false)} />}
      {helping && <ShortcutsDialog onClose={() => setHelping(false)} />}
      <ScrollRestoration />
    </div>
  );
}
