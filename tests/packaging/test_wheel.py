import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.packaging.conftest import ROOT

ASSETS = {
    "app/assets/SHA256SUMS",
    "app/assets/minilm/minilm_w8.onnx",
    "app/assets/minilm/tokenizer.json",
    "app/assets/tiktoken/9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
    "app/assets/tiktoken/fb374d419588a4632f3f557e76b4b70aebbca790",
}


def test_it_holds_the_model_and_the_vocabularies(wheel: Path) -> None:
    assert set(ZipFile(wheel).namelist()) >= ASSETS


def test_it_holds_all_of_app_and_the_prompts_and_nothing_else(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*") if path.is_file()}
    prompts = {f"app/assets/prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {name for name in files if "__pycache__" not in name} | prompts


def test_it_runs_from_where_it_was_installed(
    installed: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    script = "import app.main, app.cli; print(app.main.__file__)"
    shown = subprocess.run(
        [sys.executable, "-c", script], env=environ, cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert Path(shown.stdout.strip()) == installed / "app" / "main.py"


def test_it_finds_its_assets_unharmed(environ: dict[str, str], tmp_path: Path) -> None:
    doctor = subprocess.run(["footnote", "doctor"], env=environ, cwd=tmp_path, capture_output=True, text=True)
    assert "ok    assets       models and vocabularies: 5 files" in doctor.stdout
