"""The screens of information disclosure: public pages, the private page of an applicant, and the desk's."""
