"""validate.py FILE...: holds documents of catalogs against the schemas of STAC and its extensions, without a network."""

import json
import pathlib
import sys

import pystac
from pystac.stac_object import STACObjectType
from pystac.validation.stac_validator import JsonSchemaSTACValidator


class NoNetwork(pystac.StacIO):
    def read_text(self, source, *arguments, **options):
        raise IOError(f"{source} is not here")

    def write_text(self, *arguments, **options):
        raise IOError("nothing is to be written")


pystac.StacIO.set_default(NoNetwork)
validator = JsonSchemaSTACValidator()
for path in (pathlib.Path(__file__).parent / "schemas").glob("*.json"):
    schema = json.loads(path.read_text())
    validator.schema_cache[schema["$id"].rstrip("#")] = schema

flaws = 0
for name in sys.argv[1:]:
    document = json.loads(pathlib.Path(name).read_text())
    kind = {"Feature": STACObjectType.ITEM, "Collection": STACObjectType.COLLECTION, "Catalog": STACObjectType.CATALOG}
    try:
        validator.validate(
            document, kind[document["type"]], document["stac_version"], document.get("stac_extensions", []), name)
    except Exception as error:
        flaws += 1
        print(name, str(error)[:2000])
sys.exit(flaws > 0)
