import { CompassOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { useTitle } from "@/app/title";
import { useWords } from "@/i18n";
import { EmptyState } from "@/ui/states";

export function NotFound() {
  const { t } = useWords();
  const navigate = useNavigate();
  useTitle(t("not_found.title"));
  return (
    <section className="tw-page" aria-labelledby="not-found">
      <h1 id="not-found" className="tw-hidden">{t("not_found.title")}</h1>
      <EmptyState icon={<CompassOutlined />} title={t("not_found.title")} hint={t("not_found.hint")}>
        <Button onClick={() => void navigate(-1)}>{t("not_found.back")}</Button>
        <Button type="primary" onClick={() => void navigate("/")}>{t("not_found.home")}</Button>
      </EmptyState>
    </section>
  );
}

export default NotFound;
