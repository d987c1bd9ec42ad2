"""The smallest program on the same Typer: what every start is compared with."""

import typer


def main(name: str = "世界") -> None:
    """Greet somebody."""
    print(f"こんにちは {name}")


if __name__ == "__main__":
    typer.run(main)
