"""Tables of the business slice."""

from candor.business.models.sales_mail import Correspondence, SalesFile, SalesMail

__all__ = ["Correspondence", "SalesFile", "SalesMail"]
