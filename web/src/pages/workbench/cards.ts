// The cards of the workbench: each a list with conditions, so its number and its link can never disagree.
import dayjs from "dayjs";
import type { TextKey } from "@/i18n";

export interface CardDefinition {
  key: string;
  title: TextKey;
  empty: TextKey;
  entity: string;
  filter: string;
  sort: string;
  /** Fields shown under a row's title. */
  facts: string[];
  tone?: "bad" | "warn";
}

const openTasks = "owner_id eq @me and state in ('open','in_progress')";

export function cardsFor(today: string): CardDefinition[] {
  const tomorrow = dayjs(today).add(1, "day").format("YYYY-MM-DD");
  const monthAgo = dayjs(today).subtract(30, "day").format("YYYY-MM-DD");
  return [
    {
      key: "today", title: "card.today", empty: "card.today_empty", entity: "task",
      filter: `${openTasks} and due_date eq @today`, sort: "priority,subject", facts: ["account", "priority"],
    },
    {
      key: "overdue", title: "card.overdue", empty: "card.overdue_empty", entity: "task", tone: "bad",
      filter: `${openTasks} and due_date lt @today`, sort: "due_date", facts: ["account", "due_date"],
    },
    {
      key: "tomorrow", title: "card.tomorrow", empty: "card.tomorrow_empty", entity: "task",
      filter: `${openTasks} and due_date eq ${tomorrow} and source eq 'policy'`, sort: "subject", facts: ["account", "policy"],
    },
    {
      key: "silent", title: "card.silent", empty: "card.silent_empty", entity: "account", tone: "warn",
      filter: `owner_id eq @me and (last_contact_at eq null or last_contact_at lt ${monthAgo}T00:00:00Z)`,
      sort: "abc_class,last_contact_at", facts: ["abc_class", "country", "last_contact_at"],
    },
  ];
}
