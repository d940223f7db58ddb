// The cards of the workbench: each a list with conditions, so its number and its link can never disagree.
import dayjs from "dayjs";
import type { TextKey } from "@/i18n";

export interface CardDefinition {
  key: string;
  title: TextKey;
  entity: string;
  filter: string;
  sort: string;
  /** Fields shown beside a row's title. */
  facts: string[];
  /** The field that says why a row is here. */
  why?: string;
  /** Values so usual that they say nothing. */
  usual?: string[];
  tone?: "bad" | "warn";
  /** What is to be done stands wide, what is to be known beside it. */
  side?: boolean;
}

const openTasks = "owner_id eq @me and state in ('open','in_progress')";

export function cardsFor(today: string): CardDefinition[] {
  const day = (days: number) => dayjs(today).add(days, "day").format("YYYY-MM-DD");
  return [
    {
      key: "overdue", title: "card.overdue", entity: "task", tone: "bad",
      filter: `${openTasks} and due_date lt @today`, sort: "due_date", facts: ["account", "due_date"], why: "reason",
    },
    {
      key: "today", title: "card.today", entity: "task",
      filter: `${openTasks} and due_date eq @today`, sort: "priority,subject", facts: ["account", "priority"], why: "reason", usual: ["normal"],
    },
    {
      key: "tomorrow", title: "card.tomorrow", entity: "task",
      filter: `${openTasks} and due_date eq ${day(1)}`, sort: "source desc,priority,subject", facts: ["account", "priority"], why: "reason", usual: ["normal"],
    },
    {
      key: "next", title: "card.next", entity: "account", side: true,
      filter: `owner_id eq @me and next_contact_on ne null and next_contact_on le ${day(7)}`,
      sort: "next_contact_on", facts: ["abc_class", "next_contact_on"],
    },
    {
      key: "silent", title: "card.silent", entity: "account", side: true, tone: "warn",
      filter: `owner_id eq @me and (last_contact_at eq null or last_contact_at lt ${day(-30)}T00:00:00Z)`,
      sort: "abc_class,last_contact_at", facts: ["abc_class", "last_contact_at"],
    },
    {
      key: "deliveries", title: "card.deliveries", entity: "order", side: true,
      filter: `owner_id eq @me and state eq 'confirmed' and delivery_date le ${day(14)}`,
      sort: "delivery_date", facts: ["account", "delivery_date"],
    },
  ];
}
